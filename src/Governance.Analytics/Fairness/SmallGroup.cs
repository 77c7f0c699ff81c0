using System.Globalization;

namespace Governance.Analytics.Fairness;

/// <summary>A group of which too few people are known to say anything for certain.</summary>
/// <param name="Name">The group.</param>
/// <param name="Count">Its rows with a prediction.</param>
/// <param name="Reason">What is too few, and what follows.</param>
public sealed record SmallGroup(string Name, long Count, string Reason)
{
    /// <summary>
    /// Groups with fewer rows than a verdict needs, and larger ones whose true or false positive rate rests on too few labels.
    /// </summary>
    /// <param name="groups">Groups of one attribute.</param>
    /// <param name="options">The numbers asked for.</param>
    /// <returns>In the order of the groups.</returns>
    public static IReadOnlyList<SmallGroup> Of(IEnumerable<FairnessGroup> groups, FairnessOptions options)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(options);
        return
        [
            .. groups.Select(g => Words(g, options) is { } reason ? new SmallGroup(g.Name, g.Count, reason) : null).OfType<SmallGroup>(),
        ];
    }

    private static string? Words(FairnessGroup group, FairnessOptions options)
    {
        if (group.Count < options.MinimumGroupSize)
        {
            return Text($"Too few rows ({group.Count} of at least {options.MinimumGroupSize}): shown, not assessed.");
        }

        // Without any label nothing is claimed about these rates, so nothing needs a warning.
        var (favourable, unfavourable) = (group.TruePositive.Trials, group.FalsePositive.Trials);
        var (few, label, rate) =
            favourable <= unfavourable ? (favourable, "a favourable", "tpr") : (unfavourable, "an unfavourable", "fpr");
        return group.Labelled > 0 && few < options.MinimumPositives
            ? Text($"Too few rows with {label} label ({few} of at least {options.MinimumPositives}): its {rate} is shown, not assessed.")
            : null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
