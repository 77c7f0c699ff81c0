using Governance.Portal.Kernel.Api;
using Microsoft.AspNetCore.Authorization;

namespace Governance.Portal.Kernel.Identity;

/// <summary>Leads someone whose role asks for a second step, and who has none, to where it is set up; everything else waits.</summary>
public sealed class SecondStepGate(RequestDelegate next, AnonymousRefusals refusals)
{
    /// <summary>Where the second step is set up.</summary>
    public const string Page = "/account/security";

    private static readonly string[] s_open =
    [
        Page,
        "/account/renew",
        "/api/v1/session",
        "/api/v1/account",
        "/_blazor",
        "/_framework",
        "/_content",
        "/assets",
        "/healthz",
        "/readyz",
        "/writez",
        "/signin",
        "/signout",
        "/not-found",
        "/forbidden",
        "/busy",
    ];

    /// <summary>
    /// Whether a page is one that such a session may open: all its addresses are. Asked of the page itself, which is the same while a
    /// request is answered and over the connection of an open page; what has no address is none of them.
    /// </summary>
    public static bool IsOpen(Type page) =>
        PageRoutes.Of(page) is { Count: > 0 } addresses && addresses.All(a => s_open.Contains(a, StringComparer.OrdinalIgnoreCase));

    // A dot in a name or version makes no file of a page or call.
    private static bool IsFile(HttpContext context) =>
        Path.HasExtension(context.Request.Path)
        && (context.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null);

    public async Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var path = context.Request.Path;
        if (
            !context.User.HasClaim(c => c.Type == PortalClaims.Limited)
            || IsFile(context)
            || Array.Exists(s_open, p => path.StartsWithSegments(p, StringComparison.OrdinalIgnoreCase))
        )
        {
            await next(context);
            return;
        }

        if (HttpMethods.IsGet(context.Request.Method) && !path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Redirect(context.Request.PathBase + Page);
            return;
        }

        await refusals.AddKnownAsync(
            context.User.ToActor(),
            AuthorizationFailureAuditor.Action,
            "account",
            SecondFactor.Missing.Code,
            context.Request.Method,
            context.RequestAborted
        );
        await SecondFactor.Missing.ToProblem().ExecuteAsync(context);
    }
}
