using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Operations.Monitoring.Streams;

/// <summary>Expected data over HTTP.</summary>
internal static class StreamsApi
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/models/{model}/streams", ListAsync)
            .RequirePermission(Permission.ReadMonitoring)
            .WithTags("Monitoring")
            .WithSummary("List the data a model is expected to get")
            .WithDescription(
                "Windows, labels, decisions, figures and evaluations, each with its rhythm (declared by a monitor as expectedEveryHours, "
                    + "else learnt from what came), what came last, from when on it is late and since when it is. "
                    + "Data that is late raises an alert of the rule late-data whose field is the stream."
            )
            .Produces<ApiPage<StreamView>>()
            .Refuses(401, 403, 404);

    private static async Task<IResult> ListAsync(string model, ListStreams list, MonitoringQueries queries, CancellationToken ct) =>
        await queries.HasModelAsync(model, ct)
            ? TypedResults.Ok(new ApiPage<StreamView>(await list.RunAsync(model, ct), null))
            : ModelRefusals.NotFound(model).ToProblem();
}
