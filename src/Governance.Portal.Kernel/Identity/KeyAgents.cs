using Governance.Data;
using Governance.Data.Identity;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Identity;

/// <summary>Keys read of agents what they may ask for: a key that was made for some agents reads nothing of others.</summary>
public static class KeyAgents
{
    /// <summary>For endpoints whose route names an <c>agent</c>, and that only read. Acts ask in their transaction.</summary>
    public static RouteHandlerBuilder ForAgentsOfTheKey(this RouteHandlerBuilder builder) =>
        builder.AddEndpointFilter(
            async (context, next) =>
            {
                var http = context.HttpContext;
                var actor = http.User.ToActor();
                if (actor.Kind is not Governance.Domain.Identity.ActorKind.Key || http.GetRouteValue("agent") is not string agent)
                {
                    return await next(context);
                }

                var services = http.RequestServices;
                var factory = services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();
                await using var db = await factory.CreateDbContextAsync(http.RequestAborted);
                var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
                var access = await AccessReader.LoadAsync(db, actor, now, http.RequestAborted);
                return (access.Refusal ?? access.Value.RefusesAgent(agent)) is { } refusal ? refusal.ToProblem() : await next(context);
            }
        );
}
