using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Operations.Monitoring.Streams;

/// <summary>Body of a declared rate.</summary>
/// <param name="PerDay">Decisions a day, from 1 to 10^12; null, or left out, takes the declaration back.</param>
internal sealed record ServedRateBody(long? PerDay = null);

/// <summary>Expected data, and how much a model serves, over HTTP.</summary>
internal static class StreamsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/models/{model}/streams", ListAsync)
            .RequirePermission(Permission.ReadMonitoring)
            .WithTags("Monitoring")
            .WithSummary("List the data a model is expected to receive")
            .WithDescription(
                "Lists windows, labels, decisions, figures and evaluations, each with its interval (declared by a monitor as "
                    + "expectedEveryHours, otherwise learned from deliveries), the last delivery, when the next becomes late and since "
                    + "when it has been late. Late data raises an alert of the rule late-data whose field is the stream."
            )
            .Produces<ApiPage<StreamView>>()
            .Refuses(401, 403, 404);
        api.MapGet("/models/{model}/served-rate", RateAsync)
            .RequirePermission(Permission.ReadMonitoring)
            .WithTags("Monitoring")
            .WithSummary("Read how many decisions a model is declared to serve")
            .WithDescription(
                "Returns decisions per day, or null where no rate is declared. Audit coverage is measured against this rate where "
                    + "neither the figure `served decisions` nor a monitoring window says how many decisions were served."
            )
            .Produces<ServedRateView>()
            .Refuses(401, 403, 404);
        api.MapPut("/models/{model}/served-rate", DeclareAsync)
            .RequireCaller()
            .WithTags("Monitoring")
            .WithSummary("Declare how many decisions a model serves per day")
            .WithDescription("Null withdraws the declaration. Example: {\"perDay\":12000}")
            .Produces<ServedRateView>()
            .Refuses(400, 401, 403, 404, 422);
    }

    private static async Task<IResult> ListAsync(string model, ListStreams list, MonitoringQueries queries, CancellationToken ct) =>
        await queries.HasModelAsync(model, ct)
            ? TypedResults.Ok(new ApiPage<StreamView>(await list.RunAsync(model, ct), null))
            : ModelRefusals.NotFound(model).ToProblem();

    private static async Task<IResult> RateAsync(string model, DeclareServedRate rates, CancellationToken ct) =>
        await rates.GetAsync(model, ct) is { } view ? TypedResults.Ok(view) : ModelRefusals.NotFound(model).ToProblem();

    private static async Task<IResult> DeclareAsync(
        string model,
        [FromBody] ServedRateBody body,
        Caller caller,
        DeclareServedRate rates,
        CancellationToken ct
    )
    {
        var outcome = await rates.RunAsync(caller.Actor, model, body.PerDay, ct);
        return outcome.Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());
    }
}
