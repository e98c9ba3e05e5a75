import LaminaKit

/// Keras's vocabulary: the first shelf of layers, losses, optimizers and all that belongs to them.
public struct StandardPack: Pack {
    public init() {}

    public let name = "standard"

    public var components: [any Component.Type] {
        layers + activations + initializers + regularizers + constraints + losses + metrics + optimizers + schedules
    }

    public let fusionRules = FusedDense.rules + FusedConvolution.rules + [PooledConvolution.rule, ProjectedRecurrence.rule, SoftmaxCrossentropyGradient.rule]

    private var layers: [any Component.Type] {
        [
            Dense.self, ActivationLayer.self, Dropout.self, Flatten.self, Reshape.self, SimpleRNN.self, GRU.self, LSTM.self, Bidirectional.self, TimeDistributed.self,
            Masking.self, Add.self,
            Concatenate.self, Conv1D.self, Conv2D.self, Conv1DTranspose.self, Conv2DTranspose.self, DepthwiseConv1D.self, DepthwiseConv2D.self,
            SeparableConv1D.self, SeparableConv2D.self, MaxPooling1D.self, MaxPooling2D.self, AveragePooling1D.self, AveragePooling2D.self,
            GlobalMaxPooling1D.self, GlobalMaxPooling2D.self, GlobalAveragePooling1D.self, GlobalAveragePooling2D.self,
            BatchNormalization.self, SubtractLayer.self, MultiplyLayer.self, AverageLayer.self, MaximumLayer.self, MinimumLayer.self, Dot.self,
            ReLU.self, LeakyReLU.self, PReLU.self, ELU.self, SoftmaxLayer.self, LayerNormalization.self, RMSNormalization.self,
            UnitNormalization.self, GroupNormalization.self, Permute.self, RepeatVector.self, Cropping1D.self, Cropping2D.self,
            ZeroPadding1D.self, ZeroPadding2D.self, UpSampling1D.self, UpSampling2D.self, SpatialDropout1D.self, SpatialDropout2D.self,
            GaussianNoise.self, GaussianDropout.self, AlphaDropout.self, Rescaling.self, Normalization.self, ActivityRegularization.self,
            Embedding.self, PositionEmbedding.self, Attention.self, AdditiveAttention.self, MultiHeadAttention.self,
        ]
    }

    private var activations: [any Component.Type] {
        [
            LinearFunction.self, ReLUFunction.self, ReLU6Function.self, LeakyReLUFunction.self, ELUFunction.self, CELUFunction.self,
            SELUFunction.self, SigmoidFunction.self, HardSigmoidFunction.self, LogSigmoidFunction.self, TanhFunction.self,
            HardTanhFunction.self, TanhShrinkFunction.self, SoftplusFunction.self, SoftsignFunction.self, SquareplusFunction.self,
            SparsePlusFunction.self, SparseSigmoidFunction.self, SiLUFunction.self, HardSiLUFunction.self, MishFunction.self,
            GELUFunction.self, ExponentialFunction.self, HardShrinkFunction.self, SoftShrinkFunction.self, ThresholdFunction.self,
            SoftmaxFunction.self, LogSoftmaxFunction.self, SparsemaxFunction.self, GLUFunction.self,
        ]
    }

    private var initializers: [any Component.Type] {
        [
            Zeros.self, Ones.self, Constant.self, IdentityMatrix.self, RandomUniform.self, RandomNormal.self, TruncatedNormal.self,
            VarianceScaling.self, GlorotUniform.self, GlorotNormal.self, HeUniform.self, HeNormal.self, LecunUniform.self,
            LecunNormal.self, Orthogonal.self,
        ]
    }

    private var regularizers: [any Component.Type] { [L1.self, L2.self, L1L2.self] }

    private var constraints: [any Component.Type] { [MaxNorm.self, NonNeg.self, UnitNorm.self, MinMaxNorm.self] }

    private var losses: [any Component.Type] {
        [
            MeanSquaredError.self, MeanAbsoluteError.self, MeanAbsolutePercentageError.self, MeanSquaredLogarithmicError.self, Huber.self,
            LogCosh.self, Poisson.self, KLDivergence.self, CosineSimilarity.self, Hinge.self, SquaredHinge.self, CategoricalHinge.self,
            BinaryCrossentropy.self, BinaryFocalCrossentropy.self, CategoricalCrossentropy.self, SparseCategoricalCrossentropy.self,
        ]
    }

    private var metrics: [any Component.Type] {
        [
            MeanAbsoluteErrorMetric.self, MeanSquaredErrorMetric.self, MeanAbsolutePercentageErrorMetric.self,
            MeanSquaredLogarithmicErrorMetric.self, LogCoshError.self, PoissonMetric.self, KLDivergenceMetric.self,
            CosineSimilarityMetric.self, Accuracy.self, BinaryAccuracy.self, CategoricalAccuracy.self, SparseCategoricalAccuracy.self,
            TopKCategoricalAccuracy.self, SparseTopKCategoricalAccuracy.self, Precision.self, Recall.self, TruePositives.self,
            FalsePositives.self, TrueNegatives.self, FalseNegatives.self, SensitivityAtSpecificity.self, SpecificityAtSensitivity.self,
            PrecisionAtRecall.self, RecallAtPrecision.self, AUC.self, F1Score.self, FBetaScore.self, RootMeanSquaredError.self,
            R2Score.self,
        ]
    }

    private var optimizers: [any Component.Type] {
        [
            SGD.self, RMSprop.self, Adam.self, AdamW.self, Adagrad.self, Adadelta.self, Adamax.self, Nadam.self, Lion.self, Ftrl.self,
        ]
    }

    private var schedules: [any Component.Type] {
        [
            ExponentialDecay.self, InverseTimeDecay.self, PiecewiseConstantDecay.self, PolynomialDecay.self, CosineDecay.self,
            CosineDecayRestarts.self,
            OneCycle.self,
        ]
    }
}
