namespace Governance.Portal.Administration.Account;

/// <summary>Leads every page to the first run until there is an account.</summary>
internal sealed class SetupGate(RequestDelegate next, FirstRun firstRun)
{
    private const string Setup = "/setup";
    private static readonly string[] s_notPages =
    [
        "/api",
        "/openapi",
        "/healthz",
        "/readyz",
        "/writez",
        "/_blazor",
        "/_framework",
        "/_content",
        "/assets",
        Setup,
    ];

    public async Task InvokeAsync(HttpContext context)
    {
        if (IsPage(context) && await firstRun.IsOpenAsync(context.RequestAborted))
        {
            context.Response.Redirect(context.Request.PathBase + Setup);
            return;
        }

        await next(context);
    }

    private static bool IsPage(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        && !Array.Exists(s_notPages, p => context.Request.Path.StartsWithSegments(p, StringComparison.OrdinalIgnoreCase))
        && !Path.HasExtension(context.Request.Path);
}
