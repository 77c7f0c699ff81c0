using Governance.Data;
using Governance.Data.Api;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Setup;

/// <summary>Remembers, once, that everything required of setting up was done.</summary>
public sealed class FinishSetup(ActionRunner runner)
{
    /// <summary>Runs it; false when it could not be written, and is tried with the next look.</summary>
    public async Task<bool> RunAsync(CancellationToken ct) =>
        (
            await runner.RunAsync<Done>(
                Actor.OfJob("setup"),
                new Attempt("setup.finished", SetupFacts.Subject, null),
                async (context, token) =>
                {
                    // Two may look at once.
                    if (!await context.Db.Settings.AnyAsync(s => s.Key == SetupFacts.Finished, token))
                    {
                        context.Db.Settings.Add(new Setting { Key = SetupFacts.Finished, Value = "yes" });
                        context.Append(new AuditEvent("setup.finished", SetupFacts.Subject, []));
                    }

                    return Done.Instance;
                },
                ct
            )
        ).IsDone;
}
