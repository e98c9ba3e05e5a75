import LaminaTool

LaminaTool.main()
