import HighwayPack
import LaminaTool

LaminaTool.main(packs: [HighwayPack()])
