using System.Security.Claims;
using Governance.Portal.Kernel.Components.Badges;

namespace Governance.Portal.Kernel.Components.Layout;

/// <summary>Counts what waits on a page for a person. Features register theirs: <c>services.AddNavCounter("/incidents", …)</c>.</summary>
/// <param name="Address">Address of the page in <see cref="PortalMenu"/>.</param>
/// <param name="CountAsync">Asked when the page changes. Null result: nothing to show.</param>
public sealed record NavCounter(
    string Address,
    Func<IServiceProvider, ClaimsPrincipal, CancellationToken, ValueTask<NavCount?>> CountAsync
);

/// <summary>A number beside an entry or a tab, and what it counts: "3 waiting for you".</summary>
public sealed record NavCount(int Value, string Description, Tone Tone = Tone.Idle)
{
    /// <summary>How much it matters, so that an entry shows the most serious count of its pages.</summary>
    internal int Weight =>
        Tone switch
        {
            Tone.Fail => 3,
            Tone.Warn => 2,
            Tone.Info => 1,
            _ => 0,
        };
}
