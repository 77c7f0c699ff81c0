using Governance.Analytics.Drift;
using Governance.Portal.Kernel.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>What says that a change is large enough to matter, with its limit.</summary>
internal static class EffectText
{
    /// <summary>The statistic, its value and the value from which it counts.</summary>
    public static string Of(DriftEffect effect) =>
        effect.Statistic switch
        {
            "psi" => T["PSI {0} (limit {1})", Formats.Psi(effect.Value), Formats.Psi(effect.Limit)],
            "ks" => T["KS {0} (limit {1})", Formats.Score(effect.Value), Formats.Score(effect.Limit)],
            "wasserstein" => T["Wasserstein {0} SD (limit {1} SD)", Formats.Number(effect.Value, 2), Formats.Number(effect.Limit, 2)],
            "cramersV" => T["Cramér's V {0} (limit {1})", Formats.Score(effect.Value), Formats.Score(effect.Limit)],
            "missing" => T["Share without a usable value {0} (limit {1})", Formats.Percent(effect.Value), Formats.Percent(effect.Limit, 0)],
            _ => T["New categories {0} (limit {1})", Formats.Percent(effect.Value), Formats.Percent(effect.Limit, 0)],
        };
}
