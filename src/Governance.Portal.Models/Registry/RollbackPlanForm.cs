using Governance.Portal.Kernel.Facts;

namespace Governance.Portal.Models.Registry;

/// <summary>What is typed into the fields of a rollback plan.</summary>
public sealed class RollbackPlanForm
{
    /// <summary>What is said about the way back.</summary>
    public enum Choice
    {
        /// <summary>Nothing yet.</summary>
        Open,

        /// <summary>A plan.</summary>
        Plan,

        /// <summary>That there is none.</summary>
        None,
    }

    /// <summary>What is said.</summary>
    public Choice Kind { get; set; }

    /// <summary>The target; empty for the version before.</summary>
    public string Target { get; set; } = "";

    /// <summary>Steps, one on each line.</summary>
    public string Steps { get; set; } = "";

    /// <summary>Who does it.</summary>
    public string Responsible { get; set; } = "";

    /// <summary>How long it takes.</summary>
    public int? Minutes { get; set; }

    /// <summary>Why none is possible.</summary>
    public string WhyNone { get; set; } = "";

    /// <summary>The fields, in the words of the body, with the ids of the page.</summary>
    public static IEnumerable<(string Field, string Id)> Names(string within, string prefix) =>
        [
            ($"{within}target", $"{prefix}-target"),
            ($"{within}steps", $"{prefix}-steps"),
            ($"{within}responsible", $"{prefix}-responsible"),
            ($"{within}expectedMinutes", $"{prefix}-minutes"),
            ($"{within}whyNone", $"{prefix}-why"),
        ];

    /// <summary>What a new plan begins from: the one in force.</summary>
    public static RollbackPlanForm Of(RollbackPlanView? plan) =>
        plan is null
            ? new() { Kind = Choice.Plan }
            : new()
            {
                Kind = plan.WhyNone is null ? Choice.Plan : Choice.None,
                Target = plan.Target ?? "",
                Steps = string.Join('\n', plan.Steps),
                Responsible = plan.Responsible ?? "",
                Minutes = plan.ExpectedMinutes,
                WhyNone = plan.WhyNone ?? "",
            };

    /// <summary>As it is sent; null while it is left open.</summary>
    public RollbackPlanBody? ToBody() =>
        Kind switch
        {
            Choice.Plan => new(
                Target,
                [.. Steps.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
                Responsible,
                Minutes
            ),
            Choice.None => new(WhyNone: WhyNone),
            _ => null,
        };
}
