using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Validation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Observability;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Validation;

/// <summary>Registers scheduled validation.</summary>
public sealed class ValidationFeature : IPortalFeature
{
    /// <summary>Adds the actions, the reads, the job, the card on the page of a model and the words of the log.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddOptions<ScheduledValidationOptions>().BindConfiguration(ScheduledValidationOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ScheduledValidationOptions>, ScheduledValidationOptionsValidator>();
        services.AddSingleton<IValidateOptions<ScheduledValidationOptions>, CredentialsValidator>();
        services.AddSingleton<WorkProgress<ValidationRunId>>();
        services.AddSingleton<ListSchedules>().AddSingleton<ReadScheduleBody>();
        services
            .AddSingleton<SetUpSchedule>()
            .AddSingleton<ChangeSchedule>()
            .AddSingleton<PauseSchedule>()
            .AddSingleton<RequestRun>()
            .AddSingleton<CancelRun>()
            .AddSingleton<StoreHeldOutSet>()
            .AddSingleton<RemoveHeldOutSet>();
        services
            .AddSingleton<ScheduledEndpoint>()
            .AddSingleton<MeasureEndpoint>()
            .AddSingleton<AskPrompts>()
            .AddSingleton<FollowOverdue>()
            .AddSingleton<EndRun>()
            .AddSingleton<RunValidations>()
            .AddMeasured<RunValidations>()
            .AddSingleton<ValidationJob>();
        services.AddHostedService(p => p.GetRequiredService<ValidationJob>());
        services.AddSingleton<IClockSource, ScheduleClocks>();
        services.AddSingleton<IHoldRetiredData, RetiredHeldOutSets>();
        services.AddPagePart<PagePlaces.ModelFoot, ScheduleCard>(p => new() { [nameof(ScheduleCard.Model)] = p.Model });
        services.AddActionLabels(
            ("validation-schedule.created", "Validation schedule set up"),
            ("validation-schedule.changed", "Validation schedule changed"),
            ("validation-schedule.paused", "Validation schedule paused"),
            ("validation-schedule.resumed", "Validation schedule resumed"),
            ("validation-run.requested", "Validation run requested"),
            ("validation-run.cancelled", "Validation run cancelled"),
            ("validation-run.ended", "Validation run ended"),
            ("held-out-set.stored", "Held-out set stored"),
            ("held-out-set.removed", "Held-out set file removed")
        );
        services.AddActionDetail(
            "validation-run.ended",
            (words, data) =>
                data["state"] is JsonValue value && WireName.TryParse<ValidationRunState>(value.ToString(), out var state)
                    ? $"{words}: {ValidationLabels.State(state).Word.ToLowerInvariant()}"
                    : null
        );
        services.AddJobName(ValidationEvents.JobName, "Scheduled validation");
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => ValidationApi.Map(api);
}
