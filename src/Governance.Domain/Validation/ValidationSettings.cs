namespace Governance.Domain.Validation;

/// <summary>What a schedule validates, and how; as a person says it.</summary>
public sealed record ValidationSettings
{
    /// <summary>The environment whose version is validated, whichever runs there; null where a version is named.</summary>
    public string? Environment { get; init; }

    /// <summary>The version that is validated; null where an environment is named.</summary>
    public string? Version { get; init; }

    /// <summary>Address of the scoring server.</summary>
    public string? Endpoint { get; init; }

    /// <summary>What it speaks.</summary>
    public ScoringProtocol Protocol { get; init; }

    /// <summary>Name of the key it asks for, in the installation's settings; null where it asks for none.</summary>
    public string? Credential { get; init; }

    /// <summary>What is checked.</summary>
    public IReadOnlyList<ValidationCheck> Checks { get; init; } = [];

    /// <summary>Column of the labels; null where it has one of the usual names.</summary>
    public string? Label { get; init; }

    /// <summary>The positive class; null where it is true or 1.</summary>
    public string? PositiveLabel { get; init; }

    /// <summary>
    /// Output of the server that holds the score or the text; of chat completions the model that answers. Null where it is plain.
    /// </summary>
    public string? Output { get; init; }

    /// <summary>Columns of protected attributes.</summary>
    public IReadOnlyList<string> Protected { get; init; } = [];

    /// <summary>Columns that are sent; none for all that are inputs by their names.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Rows of the set that are scored, spread over it.</summary>
    public int Rows { get; init; } = 10_000;

    /// <summary>Seed of what is drawn.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Days between two validations.</summary>
    public int EveryDays { get; init; } = 30;
}
