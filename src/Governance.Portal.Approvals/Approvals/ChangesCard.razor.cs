using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Panels;
using Governance.Portal.Kernel.Components.Values;
using Governance.Portal.Kernel.Facts;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>The comparison with production, a tab for each part.</summary>
public sealed partial class ChangesCard
{
    private IReadOnlyList<TabItem> _tabs = [];
    private bool _sideBySide;

    [Parameter, EditorRequired]
    public ReviewView Review { get; set; } = null!;

    /// <summary>The tab in the address.</summary>
    [Parameter]
    public string? Tab { get; set; }

    private string Selected => Tab is "data" or "dependencies" or "policy" or "card" ? Tab : "metrics";

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (Review.Changes is not { } changes)
        {
            return;
        }

        _tabs =
        [
            Item("metrics", "Metrics", changes.Comparison.Metrics.Count(m => m.Kind is not DifferenceKind.Same)),
            Item("data", "Data", changes.Comparison.Datasets.Count(d => d.Kind is not DifferenceKind.Same)),
            Item("dependencies", "Dependencies", changes.Comparison.Dependencies.Count(d => d.Kind is not DifferenceKind.Same)),
            Item("policy", "Policy", changes.Policies.Count),
            Item("card", "Model card", CardChanges(changes)),
        ];
    }

    private static bool IsText(ChangesView changes) => changes is not ({ CardBefore: { Text: null } } or { CardAfter: { Text: null } });

    // Cards that cannot be compared line by line still differ: never a zero then.
    private static int CardChanges(ChangesView changes) =>
        changes.CardBefore?.Sha256 == changes.CardAfter?.Sha256 ? 0
        : IsText(changes) ? Math.Max(1, Places(LineDiff.Compare(changes.CardBefore?.Text ?? "", changes.CardAfter?.Text ?? "")))
        : 1;

    // Lines that changed together are one change, as in the other tabs.
    private static int Places(IReadOnlyList<DiffLine> lines) =>
        lines.Where((line, at) => line.Kind is not DiffKind.Same && (at == 0 || lines[at - 1].Kind is DiffKind.Same)).Count();

    private TabItem Item(string key, string name, int count) => new(key, name, Navigation.GetUriWithQueryParameter("diff", key), count);

    private static string Words(DifferenceKind kind) =>
        kind switch
        {
            DifferenceKind.Same => "Same",
            DifferenceKind.Changed => "Changed",
            DifferenceKind.Added => "Added",
            DifferenceKind.Removed => "Removed",
        };

    private static string ChangeText(MetricDifference metric) =>
        metric.Delta is not { } delta
            ? Words(metric.Kind)
            : Formats.Change(delta)
                + T.Word(
                    metric.IsWithinNoise()
                        ? " within noise"
                        : metric.Better switch
                        {
                            true => " better",
                            false => " worse",
                            null => "",
                        }
                );

    // A bar without a limit says nothing: the difference does, where its interval is known. The number stays with its sign.
    private static string WithoutLimit(MetricDifference metric) =>
        metric.DeltaInterval is { Low: var low, High: var high }
            ? T["No limit; change {0} to {1} (95 % interval)", Formats.Change(low), Formats.Change(high)].Replace(" %", "\u00A0%")
            : "No limit";
}
