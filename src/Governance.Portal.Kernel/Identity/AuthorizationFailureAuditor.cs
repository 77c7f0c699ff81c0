using System.Security.Claims;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Observability;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http.Metadata;

namespace Governance.Portal.Kernel.Identity;

/// <summary>
/// Logs who was refused a page or an endpoint before any action was reached. Being led to sign-in is no refusal; a call of the API
/// without cookie and key is, and counts by address.
/// </summary>
internal sealed class AuthorizationFailureAuditor(
    AnonymousRefusals refusals,
    DataScopeAccessor readers,
    ReauthenticationService proofs,
    PortalMeter meter
) : IAuthorizationMiddlewareResultHandler, IRefusedPages
{
    /// <summary>The action of these entries where nothing was to be changed; their subject is the missing permission.</summary>
    public const string Action = "access.refused";

    private readonly AuthorizationMiddlewareResultHandler _answer = new();

    public async Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(authorizeResult);
        if (authorizeResult.AuthorizationFailure?.FailureReasons.OfType<OutsideReason>().FirstOrDefault() is { } outside)
        {
            await refusals.AddKnownAsync(
                context.User.ToActor(),
                Action,
                outside.Subject,
                ScopeRefusals.Outside.Code,
                DoorOf(context),
                context.RequestAborted
            );
            context.Items[typeof(OutsideReason)] = outside;
            meter.TurnedAway(ScopeRefusals.Outside.Code);
            // A decision that gets no further than here has used up its proof all the same.
            if (Caller.ActorOf(context) is { Proof: { } proof } actor)
            {
                await proofs.ConsumeAsync(proof, actor, "", context.RequestAborted);
            }
        }
        else if (authorizeResult.Forbidden)
        {
            var missing = policy.Requirements.OfType<PermissionRequirement>().Select(r => r.Permission.Name).FirstOrDefault() ?? "account";
            var tried = context.GetEndpoint()?.Metadata.GetMetadata<TriedAction>()?.Action;
            var lacking = authorizeResult.AuthorizationFailure?.FailureReasons.OfType<LackingReason>().FirstOrDefault()?.Refusal;
            context.Items[typeof(LackingReason)] = lacking;
            var subject = tried?.Split('.')[0] ?? missing;
            await NoteAsync(context.User, tried ?? Action, subject, DoorOf(context), lacking?.Code, context.RequestAborted);
        }
        else if (authorizeResult.Challenged && context.Request.Headers.Authorization.Count == 0 && ApiAddresses.Hold(context.Request.Path))
        {
            await refusals.AddAsync(
                Action,
                "api",
                IdentityRefusals.NotSignedIn.Code,
                FailureCounter.AddressOf(context.Connection.RemoteIpAddress),
                context.RequestAborted
            );
        }

        await _answer.HandleAsync(next, context, policy, authorizeResult);
    }

    /// <inheritdoc/>
    public string? Reason => readers.IsOutside ? ScopeRefusals.Outside.Message : readers.Lacking?.Message;

    /// <inheritdoc/>
    public async ValueTask NoteAsync(
        ClaimsPrincipal user,
        Microsoft.AspNetCore.Components.RouteData page,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(page);
        if (readers.IsOutside)
        {
            return; // logged when it was found
        }

        var policy =
            page.PageType.GetCustomAttributes(true).OfType<IAuthorizeData>().FirstOrDefault(d => d.Policy is not null)?.Policy ?? "account";
        var address = PageRoutes.Of(page) ?? page.PageType.Name;
        await NoteAsync(user, Action, policy, $"GET {address}", readers.Lacking?.Code, cancellationToken);
    }

    private Task NoteAsync(ClaimsPrincipal user, string action, string subject, string door, string? known, CancellationToken ct)
    {
        var actor = user.ToActor();
        var code = known ?? (actor.Kind is ActorKind.Key ? "identity.scope-missing" : "identity.permission-missing");
        meter.TurnedAway(code);
        return refusals.AddKnownAsync(actor, action, subject, code, door, ct);
    }

    private static string DoorOf(HttpContext context) => $"{context.Request.Method} {RouteOf(context.GetEndpoint()) ?? "unrouted"}";

    private static string? RouteOf(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<IRouteDiagnosticsMetadata>()?.Route ?? (endpoint as RouteEndpoint)?.RoutePattern.RawText;
}
