namespace Governance.Analytics.Io;

/// <summary>What a column of a prediction log is for.</summary>
public enum ColumnRole
{
    /// <summary>An input of the model. Takes part in drift.</summary>
    Feature,

    /// <summary>Probability of label 1. Takes part in drift, as score drift.</summary>
    Score,

    /// <summary>Predicted label. Takes part in drift, as prediction drift.</summary>
    Prediction,

    /// <summary>The truth, as far as it is known. No drift.</summary>
    Label,

    /// <summary>A protected attribute, the model's input or not. Takes part in drift.</summary>
    Protected,

    /// <summary>When the decision was made. No drift.</summary>
    Timestamp,

    /// <summary>Identifies the decision; late labels join on it. No drift.</summary>
    DecisionId,

    /// <summary>Not read at all.</summary>
    Ignored,

    /// <summary>One of the strongest contributions to the score: name of a feature, or its contribution. No drift of its own.</summary>
    Attribution,
}
