/// The model files beside this one: a build of this target checks them.
public enum Models {}
