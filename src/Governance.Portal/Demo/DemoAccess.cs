using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin;

namespace Governance.Portal.Demo;

/// <summary>An access review half way: the administrator has attested some of the others' roles.</summary>
internal sealed class DemoAccess(ReviewAccess reviews, TimeProvider clock)
{
    private const int Attested = 4;

    public async Task<Refusal?> RunAsync(Actor administrator, Action<string> say, CancellationToken ct)
    {
        var opened = await reviews.OpenAsync(administrator, clock.GetUtcNow().AddDays(30), ct);
        if (!opened.IsDone)
        {
            return opened.Refusal;
        }

        for (var line = 1; line <= Attested; line++)
        {
            var decided = await reviews.DecideAsync(
                administrator,
                opened.Value,
                line,
                AccessVerdict.Attested,
                "Still in this role, confirmed with their manager.",
                ct
            );
            if (!decided.IsDone)
            {
                return decided.Refusal;
            }
        }

        say($"{opened.Value}: access review, {Attested} lines attested");
        return null;
    }
}
