/// The models beside this file, checked by every build with highway-tool.
public enum CarryModels {}
