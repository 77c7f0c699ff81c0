using System.Globalization;
using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Components.Forms;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Operations.Monitoring.Alerts;
using Governance.Portal.Operations.Monitoring.Monitors;
using Governance.Portal.Operations.Monitoring.Sources;
using Governance.Portal.Operations.Monitoring.Streams;
using Governance.Portal.Operations.Monitoring.Windows;
using Governance.Portal.Tests.Components;
using Governance.Testing;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>Pages of monitoring on a real database with uploaded windows.</summary>
public abstract class MonitoringPageTest : ComponentTest
{
    private readonly BunitAuthorizationContext _authorization;

    private protected PortalFactory Portal { get; } = new();

    protected MonitoringPageTest()
    {
        // Windows are evaluated when a test says so.
        Portal.Replace = services => services.Remove(services.Single(s => s.ImplementationType == typeof(EvaluationJob)));
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(_ => Portal.Get<MonitoringQueries>());
        Services.AddSingleton(_ => Portal.Get<GetMonitor>());
        Services.AddSingleton(_ => Portal.Get<ReadMarks>());
        Services.AddSingleton(_ => Portal.Get<ListAlerts>());
        Services.AddSingleton(_ => Portal.Get<GetAlertDetail>());
        Services.AddSingleton(_ => Portal.Get<FindChoices>());
        Services.AddScoped<FormLabels>();
        Services.AddSingleton(_ => Portal.Get<ListMonitors>());
        Services.AddSingleton(_ => Portal.Get<CreateMonitor>());
        Services.AddSingleton(_ => Portal.Get<ChangeMonitor>());
        Services.AddSingleton(_ => Portal.Get<WorkProgress<WindowId>>());
        Services.AddSingleton(_ => Portal.Get<ListStreams>());
        Services.AddSingleton(_ => Portal.Get<DeclareServedRate>());
        Services.AddSingleton(_ => Portal.Get<GetSource>());
        Services.AddSingleton(_ => Portal.Get<SetSource>());
        Services.AddSingleton(_ => Portal.Get<ChangeSource>());
        Services.AddSingleton(_ => Portal.Get<AcknowledgeAlert>());
        Services.AddSingleton(_ => Portal.Get<AssignAlert>());
        Services.AddSingleton(_ => Portal.Get<UnassignAlert>());
        Services.AddSingleton(_ => Portal.Get<AskOwner>());
        Services.AddSingleton(_ => Portal.Get<SilenceAlert>());
        Services.AddSingleton(_ => Portal.Get<ResolveAlert>());
        Services.AddSingleton(_ => Portal.Get<ListWindows>());
        Services.AddSingleton(_ => Portal.Get<WithdrawMeasurement>());
        Services.AddSingleton(_ => Portal.Get<DecideMeasurement>());
        Services.AddSingleton(_ => Portal.Get<ListMeasurements>());
        Services.AddSingleton(_ => Portal.Get<UndoAlert>());
        Services.AddSingleton(_ => Portal.Get<GetExposure>());
        Services.AddSingleton(_ => Portal.Get<UploadWindow>());
        Services.AddSingleton(_ => Portal.Get<UploadLabels>());
        Services.AddSingleton(_ => Portal.Get<DataScopeAccessor>());
        Services.AddSingleton(_ => Portal.Get<ChangeFeed>());
        Services.AddSingleton(_ => Portal.Get<IOptions<LimitsOptions>>());
        Services.AddScoped<CurrentActor>();
        _authorization = AddAuthorization();
        _authorization.SetAuthorized("reader");
        SetRendererInfo(new RendererInfo("Server", isInteractive: true)); // the last: it makes the services
    }

    private protected NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    /// <summary>Signs a person in who has this role.</summary>
    private protected async Task SignInAsync(string role)
    {
        var user = await Portal.CreateUserAsync("person@test.example", role);
        _authorization.SetAuthorized("person");
        _authorization.SetClaims(
            new Claim(PortalClaims.User, user.Number.ToString(CultureInfo.InvariantCulture)),
            new Claim(PortalClaims.Role, role)
        );
        _authorization.SetPolicies([.. Permission.List.Where(p => p.GrantedTo.Contains(role)).Select(p => p.Name)]);
    }

    private protected async Task<WindowId> UploadAsync(string csv, WindowRole role = WindowRole.Current)
    {
        using var body = new MemoryStream(Predictions.Utf8(csv));
        var outcome = await Portal
            .Get<UploadWindow>()
            .RunAsync(
                Actor.Host,
                new("fraud", "1.0.0", role, null, null, WindowColumns.Default),
                body,
                Xunit.TestContext.Current.CancellationToken
            );
        Assert.Null(outcome.Refusal);
        return outcome.Value.Window;
    }

    /// <summary>Sends measures of an evaluation on one day.</summary>
    private protected async Task EvaluateAsync(string day, IReadOnlyDictionary<string, EvaluationMeasure> measures)
    {
        var start = DateTimeOffset.Parse(day + "T00:00:00Z", CultureInfo.InvariantCulture);
        var outcome = await Portal
            .Get<StoreFigures>()
            .RunAsync(
                Actor.Host,
                new("fraud", "1.0.0", start, start.AddDays(1), null) { Measures = measures },
                Xunit.TestContext.Current.CancellationToken
            );
        Assert.Null(outcome.Refusal);
    }

    /// <summary>A reference, a quiet window and one in which amounts and channels moved.</summary>
    private protected async Task<(WindowId Quiet, WindowId Moved)> SeedAsync()
    {
        await RegistrySeed.VersionAsync(Portal, "fraud", "1.0.0");
        await UploadAsync(Predictions.Csv(1000, "2026-09-14"), WindowRole.Reference);
        var quiet = await UploadAsync(Predictions.Csv(800, "2026-10-01", seed: 2));
        var moved = await UploadAsync(Predictions.Csv(800, "2026-10-02", shift: 60, labelled: 0.8, seed: 3));
        return (quiet, moved);
    }

    private protected IRenderedComponent<MonitorPage> Open(string query = "", string model = "fraud")
    {
        Navigation.NavigateTo($"/monitoring/{model}{query}");
        var cut = Render<MonitorPage>(parameters => parameters.Add(page => page.Model, model));
        cut.WaitForState(() => cut.FindAll(".skeleton").Count == 0, TimeSpan.FromSeconds(20));
        return cut;
    }

    private protected override PortalFactory? Running => Portal;
}
