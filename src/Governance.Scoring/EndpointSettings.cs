namespace Governance.Scoring;

/// <summary>What an endpoint's answers are.</summary>
public enum AnswerKind
{
    /// <summary>Numbers are scores unless every one of them is 0 or 1; texts and truth values are classes.</summary>
    Detect,

    /// <summary>Probabilities of the positive class.</summary>
    Score,

    /// <summary>Predicted classes.</summary>
    Class,
}

/// <summary>How an endpoint is asked, and how its answers are read.</summary>
public sealed record EndpointSettings
{
    /// <summary>Where the server is.</summary>
    public required Uri Address { get; init; }

    /// <summary>Form of an MLflow request: <c>dataframe_split</c>, <c>dataframe_records</c>, <c>instances</c> or <c>inputs</c>.</summary>
    public string Payload { get; init; } = "dataframe_split";

    /// <summary>Whether all numbers go into one tensor; null when the model's own description decides.</summary>
    public bool? OneTensor { get; init; }

    /// <summary>Name of the output tensor, or of the member of an answer, that holds the score.</summary>
    public string? Output { get; init; }

    /// <summary>Position of the positive class in answers that are lists; null for the last.</summary>
    public int? ClassIndex { get; init; }

    /// <summary>What the answers are.</summary>
    public AnswerKind Answers { get; init; }

    /// <summary>The positive class, where answers are classes.</summary>
    public string? PositiveLabel { get; init; }

    /// <summary>Rows a request.</summary>
    public int BatchRows { get; init; } = 500;

    /// <summary>Requests at a time.</summary>
    public int Parallel { get; init; } = 2;

    /// <summary>Attempts after a failed one.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>Longest time a request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Rows that may be scored in all.</summary>
    public long MaxRows { get; init; } = 1_000_000;

    /// <summary>How the person knows a setting, by its name on the command line without dashes.</summary>
    public Func<string, string> NameOf { get; init; } = name => name;
}
