using System.ComponentModel.DataAnnotations;

namespace Governance.Portal.Operations.AgentRuns;

/// <summary>Settings of runs of agents, section <c>AgentRuns</c>.</summary>
public sealed class AgentRunsOptions
{
    /// <summary>Body of a call of /v1/traces, bytes, as sent and unpacked.</summary>
    /// <value>The default value is 16 MiB.</value>
    [Range(1_024, 256 * 1024 * 1024)]
    public int BodyBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Spans of one call.</summary>
    /// <value>The default value is 10,000.</value>
    [Range(1, 100_000)]
    public int SpansAtOnce { get; set; } = 10_000;

    /// <summary>From how many calls of a tool with the same arguments a run loops.</summary>
    /// <value>The default value is 5.</value>
    [Range(2, 1_000)]
    public int LoopCalls { get; set; } = 5;

    /// <summary>Days after which an alert about runs ends, where there were runs since and none of them has confirmed it.</summary>
    /// <value>The default value is 7.</value>
    [Range(1, 365)]
    public int AlertDays { get; set; } = 7;

    /// <summary>Days for which runs are kept where the policy about decisions of the agent does not say.</summary>
    /// <value>The default value is 730.</value>
    [Range(1, 36_500)]
    public int RetentionDays { get; set; } = 730;

    /// <summary>Currency of the prices.</summary>
    /// <value>The default value is USD.</value>
    [RegularExpression("[A-Z]{3}")]
    public string Currency { get; set; } = "USD";

    /// <summary>What models cost. Without a price the cost of a run stays unknown.</summary>
    public IReadOnlyList<ModelPrice> Prices { get; set; } = [];
}

/// <summary>What a model costs.</summary>
public sealed class ModelPrice
{
    /// <summary>Name of the model as spans tell it.</summary>
    public string Model { get; set; } = "";

    /// <summary>Money for a million tokens that the model reads.</summary>
    public decimal InputPerMillion { get; set; }

    /// <summary>Money for a million tokens that the model writes.</summary>
    public decimal OutputPerMillion { get; set; }
}
