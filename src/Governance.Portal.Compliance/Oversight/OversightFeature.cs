using System.Text.Json.Nodes;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Compliance.Oversight;

/// <summary>Registers rosters of overseers and tests of the stop control.</summary>
public sealed class OversightFeature : IPortalFeature
{
    /// <summary>Adds the actions, the reads and the words of the log.</summary>
    public void Add(IServiceCollection services)
    {
        services
            .AddSingleton<OversightAction>()
            .AddSingleton<AppointOverseer>()
            .AddSingleton<RecordTraining>()
            .AddSingleton<EndOverseer>()
            .AddSingleton<RecordStopTest>()
            .AddSingleton<DecideStopTest>()
            .AddSingleton<GetOversight>();
        services.AddSingleton<IAccountDisabled, EndOversightOfAccount>();
        services.AddSingleton<IClockSource, OversightClocks>();
        services.AddSingleton<IQueueSource, QueuedStopTests>();
        services.AddSingleton<IFindRecords, FindOversightRecords>();
        services.AddPagePart<PagePlaces.SystemFoot, OversightCard>(p => new() { [nameof(OversightCard.System)] = p.System }, order: -1);
        services.AddActionLabels(
            ("overseer.appointed", "Overseer appointed"),
            ("overseer.trained", "Training of an overseer recorded"),
            ("overseer.ended", "Appointment of an overseer ended"),
            ("stop-test.recorded", "Test of the stop control recorded"),
            ("stop-test.decided", "Test of the stop control confirmed or declined")
        );
        services.AddActionDetail(
            "stop-test.decided",
            (words, data) =>
                data["outcome"] is JsonValue outcome
                    ? outcome.ToString() == "confirm"
                        ? $"{words}: confirmed"
                        : $"{words}: declined"
                    : null
        );
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => OversightApi.Map(api);
}
