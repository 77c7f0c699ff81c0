using Governance.Analytics.Io;
using Governance.Analytics.Parquet;
using Governance.Data;
using Governance.Localisation;
using Governance.Portal.Administration.Account;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Compliance.Compliance;
using Governance.Portal.Doctor;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Api.OpenApi;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Localisation;
using Governance.Portal.Kernel.Organisations;
using Governance.Portal.Kernel.Outbound;
using Governance.Portal.Kernel.Security;
using Governance.Portal.Kernel.Storage.S3;
using Governance.Portal.Models.Registries.MlFlow.Wire;
using Governance.Portal.Models.Registry;
using Governance.Portal.Observability;
using Governance.Portal.Operations.Monitoring;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Logging.Console;

namespace Governance.Portal.Hosting;

/// <summary>Puts the portal together, for the server and for the host commands alike.</summary>
public static class PortalHost
{
    // The keys of cookies lie in the key folder, which is closed to everyone else or the start is refused: that they are not encrypted
    // besides is known, and not said.
    internal const string KeysOfCookies = "Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager";

    // A host command is new each time: what a server does in a moment takes it seconds on a busy machine.
    private static readonly TimeSpan s_cold = TimeSpan.FromSeconds(15);

    /// <summary>Registers everything.</summary>
    /// <param name="args">Settings of the command line.</param>
    /// <param name="isCommand">True for a host command, which does one thing and ends.</param>
    public static WebApplicationBuilder CreateBuilder(string[] args, bool isCommand = false)
    {
        var folder = ProgramFolder.Root(args, AppContext.BaseDirectory, Environment.CurrentDirectory);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = folder });
        TraceIds.Ensure();
        builder.Configuration.UseDefaults();
        builder.WebHost.ConfigureKestrel(
            (context, kestrel) =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = context.Configuration.GetValue<long?>("Limits:JsonBodyBytes") ?? 1024 * 1024;
            }
        );
        if (builder.Environment.IsDevelopment())
        {
            builder
                .Logging.AddConsole(o => o.FormatterName = PlainConsole.FormatterName)
                .AddConsoleFormatter<PlainConsole, ConsoleFormatterOptions>();
        }
        else
        {
            builder
                .Logging.ClearProviders()
                .AddJsonConsole(o =>
                    (o.UseUtcTimestamp, o.TimestampFormat, o.IncludeScopes) = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", true)
                );
        }

        builder.Logging.AddFilter(KeysOfCookies, LogLevel.Error);
        var services = builder.Services;
        // A job that ends although its loop catches what fails is a fault of ours: better restarted than served without it.
        services.Configure<HostOptions>(o =>
            (o.BackgroundServiceExceptionBehavior, o.ShutdownTimeout) = (
                BackgroundServiceExceptionBehavior.StopHost,
                DrainingLifetime.StopFor
            )
        );
        services.AddSingleton<OrganisationZone>();
        services.AddSingleton<TimeProvider>(s => new OrganisationClock(TimeProvider.System, s.GetRequiredService<OrganisationZone>()));
        services.AddPortalOptions();
        services.AddDoctor(); // its own checks come first
        services.AddGovernanceData(
            builder.Configuration.Database(),
            builder.Configuration["Storage:ArtifactPath"]!,
            Signing(builder.Configuration),
            isCommand ? s_cold : TimeSpan.Zero
        );
        services.AddPortalIdentity();
        services.AddSingleton<Readiness>().AddSingleton<INodeReadiness>(s => s.GetRequiredService<Readiness>());
        services.AddSingleton<IMakePortal, PortalMaker>();
        services.AddSingleton<IHostLifetime, DrainingLifetime>();
        services.AddSingleton<IVitalCheck, StorageProbe>();
        services.AddSingleton<WarmUp>();
        services.AddSingleton<OpenPages>();
        services.AddSingleton<CircuitHandler>(s => s.GetRequiredService<OpenPages>());
        services.AddScoped<CircuitHandler, PersonalPage>();
        services.AddSingleton<IReadinessCheck>(s => s.GetRequiredService<OpenPages>());
        services.AddSingleton<IHealthSource, OpenPagesHealth>();
        services.AddSingleton<SlowClients>().AddSingleton<IHealthSource>(s => s.GetRequiredService<SlowClients>());
        services.AddHostedService(s => s.GetRequiredService<SlowClients>());
        services
            .AddSingleton<CertificateFiles>()
            .AddSingleton<CertificateHealth>()
            .AddSingleton<IHealthSource>(s => s.GetRequiredService<CertificateHealth>());
        services.AddDoctorCheck<CertificateHealth>("certificates");
        // Asked first: a person's browser that meets something that passes gets a page.
        services.AddSingleton<IProblemDetailsWriter, WaitingPageWriter>();
        services.AddProblemDetails(o => o.CustomizeProblemDetails = RefusalProblems.Complete);
        services.AddExceptionHandler<PortalExceptionHandler>();
        services.ConfigureHttpJsonOptions(o => ApiJson.Configure(o.SerializerOptions));
        services.AddPortalOpenApi(typeof(PortalHost).Assembly).AddOpenApi(PortalOpenApi.Document);
        services.AddSingleton<PublicSite>();
        services.AddSingleton(Texts.T);
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true); // one place words all refusals
        services
            .AddRazorComponents()
            .AddInteractiveServerComponents(o =>
            {
                o.DetailedErrors = builder.Environment.IsDevelopment();
                // A page whose circuit is gone would be drawn again in place, without what was typed into it. As it is, it says so and
                // keeps the text; one that holds none is loaded again by itself, from its address.
                o.PersistedCircuitInMemoryMaxRetained = 0;
            });
        services.AddPageCompression();
        services.AddSignalR(o => o.MaximumReceiveMessageSize = 256 * 1024);
        services.AddPortalComponents(o => o.IsDemo = builder.Configuration.GetValue<bool>("Demo:Enabled"));
        services.AddOutbound();
        services.AddObjectStorage();
        services.AddTelemetry();
        services.AddSingleton<ReadOrganisation>();
        // Native code meets files from outside in a process of its own.
        services.AddSingleton<ParquetHealth>();
        services.AddSingleton<IColumnarReader>(p => Parquet(p.GetRequiredService<ParquetHealth>()));
        services.AddSingleton<IHealthSource>(p =>
        {
            _ = p.GetRequiredService<IColumnarReader>(); // which tells it how long it waits
            return p.GetRequiredService<ParquetHealth>();
        });
        services.AddLogLabels();
        services.AddSingleton(new PortalModule(typeof(FeatureList).Assembly));
        services.AddSingleton(new PortalModule(typeof(AccountFeature).Assembly));
        services.AddSingleton(new PortalModule(typeof(RegistryFeature).Assembly));
        services.AddSingleton(new PortalModule(typeof(ApprovalsFeature).Assembly));
        services.AddSingleton(new PortalModule(typeof(MonitoringFeature).Assembly));
        services.AddSingleton(new PortalModule(typeof(ComplianceFeature).Assembly));
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
            var forwarded = new ForwardedHeadersOptions
            {
                ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
                ForwardLimit = 1,
            };
            forwarded.KnownIPNetworks.Clear();
            forwarded.KnownProxies.Clear();
            app.UseForwardedHeaders(forwarded);
        }

        app.UseMiddleware<RequestSpans>();
        app.UseExceptionHandler(_ => { });
        app.UseMiddleware<SecurityHeaders>();
        app.UsePageCompression();
        app.UseMiddleware<PageLanguage>();
        app.UseWhen(MlFlowAnswers.IsMlFlow, mlflow => mlflow.UseMiddleware<MlFlowAnswers>());
        app.UseMiddleware<TransportGuard>();
        app.UseWhen(IsApi, api => api.UseStatusCodePages());
        app.UseWhen(IsPageVisit, pages => pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true));
        app.UseMiddleware<PackagedAssets>();
        app.UseRouting();
        app.UseMiddleware<RoutingRefusals>();
        app.UseMiddleware<SetupGate>();
        app.Use(
            (context, next) =>
            {
                var clock = context.RequestServices.GetRequiredService<TimeProvider>();
                DataScopeAccessor.Remember(context, clock);
                DataScopeAccessor.RememberAtTheDoor(context, clock);
                return next(context);
            }
        );
        // Before anything waits for the database, as looking up a key may.
        app.Use(app.Services.GetRequiredService<CallsAtOnce>().InvokeAsync);
        app.UseAuthentication();
        app.Use(app.Services.GetRequiredService<CallerRates>().InvokeAsync);
        app.UseMiddleware<CsrfGuard>();
        app.UseMiddleware<SecondStepGate>();
        app.Use(
            (context, next) =>
            {
                context.RequestServices.GetRequiredService<DataScopeAccessor>().LeaveHost();
                return next(context);
            }
        );
        app.UseAuthorization();
        app.Use(
            (context, next) =>
            {
                DataScopeAccessor.LetIn(context);
                return next(context);
            }
        );
        app.UseMiddleware<OpenPagesGate>();
        app.UseAntiforgery();
        app.UseMiddleware<BodyLimits>();
        app.UseMiddleware<Idempotency>();
        app.MapStaticAssets().AllowAnonymous();
        app.MapHealth();
        app.MapPortalOpenApi();
        app.MapFeatures(app.MapGroup("/api/v1"));
        app.MapRazorComponents<App>()
            .AddAdditionalAssemblies([.. app.Services.GetServices<PortalModule>().Select(m => m.Assembly)])
            .AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }

    private static ParquetReader Parquet(ParquetHealth health)
    {
        var program = ParquetProgram.Of(typeof(PortalHost).Assembly);
        var reader = new ParquetReader(program) { GivenUp = health.GivenUp };
        health.Patience = reader.Patience;
        return reader;
    }

    // What an action seals is sealed in its transaction: as long as a key that lies elsewhere may take, that transaction may stand still.
    private static TimeSpan Signing(ConfigurationManager configuration) =>
        configuration["Seal:Signer"] is { Length: > 0 }
            ? TimeSpan.FromSeconds(configuration.GetValue("Seal:SignerSeconds", 5))
            : TimeSpan.Zero;

    private static bool IsApi(HttpContext context) => ApiAddresses.Hold(context.Request.Path);

    // A person at an address where there is nothing gets a page that says so, not the browser's own.
    private static bool IsPageVisit(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        && !IsApi(context)
        && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
