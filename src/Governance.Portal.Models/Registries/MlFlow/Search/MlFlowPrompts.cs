using Governance.Data;
using Governance.Domain.Models.MlFlow;

namespace Governance.Portal.Models.Registries.MlFlow.Search;

/// <summary>
/// MLflow keeps prompts among its models, told apart by a tag, and its searches leave them out unless a filter asks for that tag. Here no
/// prompt is registered (<see cref="MlFlowTag.MarksPrompt"/>); what came in before that was refused is left out in the same way.
/// </summary>
internal static class MlFlowPrompts
{
    /// <summary>True when a filter asks for prompts: the first comparison of their tag decides.</summary>
    public static bool AreAskedFor(IReadOnlyList<FilterComparison> filter) =>
        filter.FirstOrDefault(IsOfPrompts) is { } comparison
        && comparison.Operator switch
        {
            FilterOperator.Is => comparison.Value.Equals("true", StringComparison.OrdinalIgnoreCase),
            FilterOperator.IsNot => comparison.Value.Equals("false", StringComparison.OrdinalIgnoreCase),
            _ => false,
        };

    /// <summary>
    /// What else a filter compares. Models do not have the tag, so a comparison with it would find none of them: clients add
    /// <c>!= 'true'</c> to every search.
    /// </summary>
    public static IEnumerable<FilterComparison> Others(IReadOnlyList<FilterComparison> filter) => filter.Where(c => !IsOfPrompts(c));

    /// <summary>Names of models that are prompts.</summary>
    public static IQueryable<string> Names(GovernanceDbContext db) =>
        db.MlFlowTags.Where(t => t.Key == MlFlowTag.PromptKey && t.Value == "true").Select(t => t.Model);

    private static bool IsOfPrompts(FilterComparison comparison) =>
        comparison.Field is FilterField.Tag && comparison.Tag == MlFlowTag.PromptKey;
}
