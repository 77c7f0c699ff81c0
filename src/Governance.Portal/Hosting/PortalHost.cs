using Governance.Data;
using Governance.Portal.Api;
using Governance.Portal.Api.OpenApi;
using Governance.Portal.Components;
using Governance.Portal.Components.Layout;
using Governance.Portal.Configuration;
using Governance.Portal.Features;
using Governance.Portal.Features.MlFlow.Wire;
using Governance.Portal.Identity;
using Governance.Portal.Localisation;
using Governance.Portal.Outbound;
using Microsoft.AspNetCore.HttpOverrides;

namespace Governance.Portal.Hosting;

/// <summary>Puts the portal together, for the server and for the host commands alike.</summary>
public static class PortalHost
{
    /// <summary>Registers everything.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        TraceIds.Ensure();
        builder.Configuration.UseDefaults();
        builder.WebHost.ConfigureKestrel((context, kestrel) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = context.Configuration.GetValue<long?>("Limits:JsonBodyBytes") ?? 1024 * 1024;
        });
        if (!builder.Environment.IsDevelopment())
        {
            builder.Logging.ClearProviders().AddJsonConsole(o => o.UseUtcTimestamp = true);
        }

        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddPortalOptions();
        services.AddGovernanceData(builder.Configuration.Database(), builder.Configuration["Storage:ArtifactPath"]!);
        services.AddPortalIdentity();
        services.AddSingleton<Readiness>();
        services.AddProblemDetails(o => o.CustomizeProblemDetails = RefusalProblems.Complete);
        services.AddExceptionHandler<PortalExceptionHandler>();
        services.ConfigureHttpJsonOptions(o => ApiJson.Configure(o.SerializerOptions));
        services.AddSingleton<CallerRates>();
        services.AddPortalOpenApi();
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true); // one place words all refusals
        services.AddRazorComponents().AddInteractiveServerComponents(o => o.DetailedErrors = builder.Environment.IsDevelopment());
        services.AddSignalR(o => o.MaximumReceiveMessageSize = 256 * 1024);
        services.AddPortalComponents(o => o.IsDemo = builder.Configuration.GetValue<bool>("Demo:Enabled"));
        services.AddOutbound();
        services.AddFeatures();
        return builder;
    }

    /// <summary>The request pipeline.</summary>
    public static WebApplication Use(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.Configuration.GetValue<bool>("Security:BehindTlsProxy"))
        {
            // Saying that a proxy stands in front is saying whom to believe: only the last hop, wherever it runs. It keeps the Host header.
            var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = 1 };
            forwarded.KnownIPNetworks.Clear();
            forwarded.KnownProxies.Clear();
            app.UseForwardedHeaders(forwarded);
        }

        app.UseExceptionHandler(_ => { });
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<PageLanguage>();
        app.UseWhen(MlFlowAnswers.IsMlFlow, mlflow => mlflow.UseMiddleware<MlFlowAnswers>());
        app.UseMiddleware<TransportGuard>();
        app.UseWhen(IsApi, api => api.UseStatusCodePages());
        app.UseWhen(IsPageVisit, pages => pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true));
        app.UseRouting();
        app.UseMiddleware<RoutingRefusals>();
        app.UseMiddleware<Features.Account.SetupGate>();
        app.UseAuthentication();
        app.Use(app.Services.GetRequiredService<CallerRates>().InvokeAsync);
        app.UseMiddleware<CsrfGuard>();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.UseMiddleware<BodyLimits>();
        app.UseMiddleware<Idempotency>();
        app.MapStaticAssets().AllowAnonymous();
        app.MapHealth();
        app.MapPortalOpenApi();
        app.MapFeatures(app.MapGroup("/api/v1"));
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }

    private static bool IsApi(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        || context.Request.Path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase);

    // A person at an address where there is nothing gets a page that says so, not the browser's own.
    private static bool IsPageVisit(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && !IsApi(context) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
