using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Components.Charts;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>Gate counts as parts of a mini bar and as words.</summary>
internal static class GateParts
{
    /// <summary>Parts of the bar.</summary>
    public static IReadOnlyList<MiniBarPart> Of(GateCounts counts) =>
        [
            new(Tone.Pass, counts.Passed, "passed"),
            new(Tone.Waive, counts.Waived, "waived"),
            new(Tone.Warn, counts.Advisory, "failed, advisory"),
            new(Tone.Fail, counts.Blocking, "blocking"),
        ];

    /// <summary>The same in words: <c>12 passed, 1 failed advisory</c>.</summary>
    public static string Words(GateCounts counts) =>
        string.Join(
            " · ",
            new[]
            {
                counts.Passed > 0 ? T["{0} passed", counts.Passed] : null,
                counts.Waived > 0 ? T["{0} waived", counts.Waived] : null,
                counts.Advisory > 0 ? T["{0} failed, advisory", counts.Advisory] : null,
                counts.Blocking > 0 ? T["{0} blocking", counts.Blocking] : null,
            }.Where(w => w is not null)
        );
}
