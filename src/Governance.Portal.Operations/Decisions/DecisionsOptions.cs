using System.ComponentModel.DataAnnotations;

namespace Governance.Portal.Operations.Decisions;

/// <summary>Settings of the decision log, section <c>Decisions</c>.</summary>
public sealed class DecisionsOptions
{
    /// <summary>Days for which the content of decisions is kept where a model's own policy does not say.</summary>
    /// <value>The default value is 730.</value>
    [Range(1, 36_500)]
    public int RetentionDays { get; set; } = 730;

    /// <summary>Minutes between two looks for content whose time is over.</summary>
    /// <value>The default value is 60.</value>
    [Range(1, 1_440)]
    public int RetentionCheckMinutes { get; set; } = 60;
}
