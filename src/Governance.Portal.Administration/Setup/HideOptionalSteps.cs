using Governance.Data;
using Governance.Data.Api;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Setup;

/// <summary>Takes from everyone's list what an installation can do without, or shows it again.</summary>
public sealed class HideOptionalSteps(ActionRunner runner)
{
    /// <summary>Runs it. What is so already stays so, without an entry.</summary>
    public Task<Result<Done>> RunAsync(Actor actor, bool hide, CancellationToken ct)
    {
        var action = hide ? "setup.optional-hidden" : "setup.optional-shown";
        return runner.RunAsync<Done>(
            actor,
            new Attempt(action, SetupFacts.Subject, Permission.Administer),
            async (context, token) =>
            {
                var hidden = await context.Db.Settings.SingleOrDefaultAsync(s => s.Key == SetupFacts.OptionalHidden, token);
                if (hidden is null == hide)
                {
                    if (hidden is null)
                    {
                        context.Db.Settings.Add(new Setting { Key = SetupFacts.OptionalHidden, Value = "yes" });
                    }
                    else
                    {
                        context.Db.Settings.Remove(hidden);
                    }

                    context.Append(new AuditEvent(action, SetupFacts.Subject, []));
                }

                return Done.Instance;
            },
            ct
        );
    }
}
