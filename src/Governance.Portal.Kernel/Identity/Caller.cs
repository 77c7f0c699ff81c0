using Governance.Domain.Identity;
using Microsoft.AspNetCore.Components.Authorization;

namespace Governance.Portal.Kernel.Identity;

/// <summary>Who calls an endpoint, from the authenticated principal only. Bind it as an endpoint parameter.</summary>
public sealed record Caller(Actor Actor)
{
    /// <summary>Called by minimal APIs.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult<Caller?>(new Caller(ActorOf(context)));
    }

    // A proof that came along is judged, and used up, by the act that asks for one.
    internal static Actor ActorOf(HttpContext context) =>
        context.User.ToActor() is var actor && context.Request.Headers["X-Reauthentication"].ToString() is { Length: > 0 } proof
            ? actor with
            {
                Proof = proof,
                Call = $"{context.Request.Method} {context.Request.Path}",
            }
            : context.User.ToActor();
}

/// <summary>Who sits at a page, from the circuit's authentication state.</summary>
public sealed class CurrentActor(AuthenticationStateProvider authentication)
{
    /// <summary>The actor of the page.</summary>
    public async ValueTask<Actor> GetAsync() => (await authentication.GetAuthenticationStateAsync()).User.ToActor();
}
