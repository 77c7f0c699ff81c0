using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Observability;
using Governance.Portal.Kernel.Reference;
using Governance.Portal.Operations.Incidents.Parts;
using Governance.Portal.Operations.Incidents.Playbooks;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Incidents;

/// <summary>Incidents and what is done about them.</summary>
public sealed class IncidentsFeature : IPortalFeature
{
    /// <summary>
    /// Adds the actions and reads, and the entry of the menu. Law, questions and playbooks are read now: what is wrong with them stops the
    /// start.
    /// </summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<IPaletteSource, FoundIncidents>().AddSingleton<IPaletteSource, FoundPlaybooks>();
        services.AddSingleton<SystemsOfModel>();
        services.AddFindableAction(
            "Declare incident…",
            "/incidents?declare=1",
            "emergency_home",
            Permission.WriteIncidents,
            "open incident, report incident"
        );
        services.AddFindableAction("New playbook", "/playbooks/new", "menu_book", Permission.ProposePlaybook);
        services.AddOptions<IncidentsOptions>().BindConfiguration("Incidents").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(IncidentLibrary.Shipped);
        services.AddSingleton<IQueueSource, QueuedPlaybooks>();
        services.AddSingleton<PlaybookLibrary>().AddSingleton<CheckCalls>();
        services
            .AddSingleton<ListPlaybooks>()
            .AddSingleton<ProposePlaybook>()
            .AddSingleton<DecidePlaybook>()
            .AddSingleton<WithdrawPlaybook>();
        services.AddOptions<PlaybookOptions>().BindConfiguration(PlaybookOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PlaybookOptions>, PlaybookOptionsValidator>();
        services.AddSingleton<WorkProgress<IncidentId>>().AddSingleton<AskPlaybookCall>().AddSingleton<SendPlaybookCalls>();
        services.AddMeasured<SendPlaybookCalls>();
        services.AddHostedService<PlaybookJob>();
        services.AddSingleton<IncidentActionRunner>();
        services.AddSingleton<OpenIncident>().AddSingleton<ChangeIncident>().AddSingleton<NoteIncident>();
        services
            .AddSingleton<ContainIncident>()
            .AddSingleton<CutAccess>()
            .AddSingleton<ConfirmContainment>()
            .AddSingleton<ReleaseVersion>()
            .AddSingleton<FreezeEvidence>();
        services
            .AddSingleton<AssessIncident>()
            .AddSingleton<ClassifyIncident>()
            .AddSingleton<ConfirmIncidentClass>()
            .AddSingleton<SettleStep>();
        services.AddSingleton<BeginMessage>().AddSingleton<ChangeMessage>();
        services
            .AddSingleton<RecoverIncident>()
            .AddSingleton<WritePostMortem>()
            .AddSingleton<FollowUpIncident>()
            .AddSingleton<CloseIncident>();
        services.AddSingleton<GetHold>().AddSingleton<GetIncident>().AddSingleton<ListIncidents>();
        services.AddSingleton<IIncidentsOnRecord, IncidentsOnRecord>();
        services.AddSingleton<IInstallationCheck, IncidentsCheck>();
        services.AddSingleton<ClockAlarm>().AddSingleton<IShellAlarm>(provider => provider.GetRequiredService<ClockAlarm>());
        services.AddHostedService<ClockJob>();
        services.AddNavCounter(
            "/incidents",
            async (provider, _, ct) =>
                await provider.GetRequiredService<ListIncidents>().CountLiveAsync(ct) is > 0 and var count
                    ? new NavCount(count, Formats.Plural(count, "open incident"), Tone.Fail)
                    : null
        );
        services.AddPagePart<PagePlaces.ModelFoot, ModelIncidents>(p => new() { [nameof(ModelIncidents.Model)] = p.Model });
        services.AddPagePart<PagePlaces.VersionHead, HeldNotice>(p =>
            new() { [nameof(HeldNotice.Model)] = p.Model, [nameof(HeldNotice.Version)] = p.Version }
        );
        services.AddSingleton<IClockSource, IncidentClocks>().AddSingleton<IClockSource, PlaybookClocks>();
        services
            .AddSingleton<IQueueSource, QueuedIncidents>()
            .AddSingleton<IStorySource, IncidentStory>()
            .AddSingleton<ITimelineSource, IncidentTimeline>();
        services.AddOptions<SiemOptions>().BindConfiguration(SiemOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SiemOptions>, SiemOptionsValidator>();
        services.AddSingleton<HandleSiemWebhook>();
        services.AddActionLabels(
            ("incident.opened", "Incident declared"),
            ("incident.changed", "Incident changed"),
            ("incident.noted", "Note on an incident"),
            ("incident.contained", "Incident contained"),
            ("incident.containment-confirmed", "Containment confirmed"),
            ("incident.released", "Version released"),
            ("incident.evidence-frozen", "Evidence frozen"),
            ("incident.assessed", "Harm assessed"),
            ("incident.classified", "Incident class proposed"),
            ("incident.class-confirmed", "Incident class confirmed"),
            ("incident.step-done", "Playbook step done"),
            ("incident.step-skipped", "Playbook step skipped"),
            ("incident.message-begun", "Message started"),
            ("incident.message-written", "Message rewritten"),
            ("incident.message-held", "Message held"),
            ("incident.message-sent", "Message sent"),
            ("incident.recovered", "Service resumed"),
            ("incident.post-mortem-written", "Post-mortem written"),
            ("incident.followed-up", "Incident followed up"),
            ("incident.closed", "Incident closed"),
            ("incident.dismissed", "Incident dismissed"),
            ("incident.access-cut", "Access cut"),
            (FollowContradictions.Action, "Containment contradicted"),
            ("incident.call-asked", "Call to another system requested"),
            ("incident.call-sent", "Call to another system sent"),
            ("incident.call-answered", "Call to another system answered"),
            ("incident.call-missed", "Call to another system not answered as expected"),
            ("incident.call-given-up", "Call to another system abandoned"),
            ("playbook.proposed", "Playbook proposed"),
            ("playbook.approved", "Playbook approved"),
            ("playbook.rejected", "Playbook rejected"),
            ("playbook.withdrawn", "Proposed playbook withdrawn")
        );
        services.AddSingleton<FollowContradictions>();
        services.AddHostedService<ContradictionJob>();
        services.AddJobName("incident-witness", "Incidents compared with decisions");
        services.AddJobName("siem", "SIEM");
        services.AddJobName("playbooks", "Playbook");
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root)
    {
        IncidentsApi.Map(api);
        SiemApi.Map(api);
        PlaybooksApi.Map(api);
    }
}
