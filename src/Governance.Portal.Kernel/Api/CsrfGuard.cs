using Governance.Domain;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Authorization;

namespace Governance.Portal.Kernel.Api;

/// <summary>Cookie-authenticated writes to the API carry the session's token and, when the browser names an origin, our own.</summary>
public sealed class CsrfGuard(RequestDelegate next)
{
    private const string Header = "X-CSRF-Token";

    private static readonly Refusal s_token = new(
        "request.csrf",
        $"A write request made with the browser's cookie needs the header {Header} with the csrfToken from GET /api/v1/session.",
        RefusalKind.Forbidden
    );

    private static readonly Refusal s_origin = new("request.origin", $"This request comes from another site.", RefusalKind.Forbidden);

    public async Task InvokeAsync(HttpContext context)
    {
        var refusal = Refuses(context);
        if (refusal is null)
        {
            await next(context);
            return;
        }

        await refusal.ToProblem().ExecuteAsync(context);
    }

    private static Refusal? Refuses(HttpContext context)
    {
        var request = context.Request;
        if (
            HttpMethods.IsGet(request.Method)
            || HttpMethods.IsHead(request.Method)
            || HttpMethods.IsOptions(request.Method)
            || !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        )
        {
            return null;
        }

        if (
            request.Headers.Origin.ToString() is { Length: > 0 } origin
            && !context.User.HasClaim(c => c.Type == PortalClaims.Key)
            && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
        )
        {
            return s_origin;
        }

        // What needs no session (signing in, also while an old cookie is there) takes JSON only, which no other site can post.
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return null;
        }

        return context.User.FindFirst(PortalClaims.Csrf) is { } token && !SecretText.Same(token.Value, request.Headers[Header].ToString())
            ? s_token
            : null;
    }
}
