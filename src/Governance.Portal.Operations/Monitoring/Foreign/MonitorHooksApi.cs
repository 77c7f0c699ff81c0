using System.Text.Json;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Identity;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Monitoring.Foreign;

/// <summary>Alerts of monitoring tools, with an API key that may do nothing else.</summary>
internal static class MonitorHooksApi
{
    public static void Map(RouteGroupBuilder api)
    {
        foreach (var tool in MonitorTool.All)
        {
            api.MapPost(
                    $"/hooks/{tool.Name}",
                    (
                        HttpRequest request,
                        Caller caller,
                        IOptions<MonitorHooksOptions> options,
                        IOptions<LimitsOptions> limits,
                        HandleMonitorCall handle,
                        TimeProvider clock,
                        CancellationToken ct
                    ) => TakeAsync(tool, request, caller, (options.Value, limits.Value), handle, clock, ct)
                )
                .RequireCaller(Permission.ReportAlerts, HandleMonitorCall.Action)
                .WithTags("Hooks")
                .WithSummary($"Receive an alert from {tool.Title}")
                .WithDescription(
                    $"What a monitor of {tool.Title} found becomes an alert; the alert is resolved once {tool.Title} reports that "
                        + "it is over. Hooks__MonitorTools says which members of the body are read. A repeated message changes nothing; "
                        + "one that cannot be read is refused with its position, and none of the call is kept. A value "
                        + "that is no figure, such as NaN, is left out and named under undefined. Requires a key with the "
                        + "scope alerts:write. Example: "
                        + "{\"alert_rule_id\":\"8a1c\",\"severity\":\"WARNING\",\"alert_time_bucket\":1790000000000,"
                        + "\"alert_value\":0.31,\"feature_name\":\"amount\"}"
                )
                .Accepts<JsonElement>("application/json")
                .Produces<MonitorReceipts>()
                .Refuses(400, 401, 403, 404, 413, 422);
        }
    }

    private static async Task<IResult> TakeAsync(
        MonitorTool tool,
        HttpRequest request,
        Caller caller,
        (MonitorHooksOptions Hooks, LimitsOptions Limits) options,
        HandleMonitorCall handle,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (Array.Find(options.Hooks.MonitorTools, t => t.Tool == tool.Name) is not { } settings)
        {
            return HookRefusals.NotSetUp.ToProblem();
        }

        var body = await HookBody.ReadAsync(request, options.Limits.JsonBodyBytes, ct);
        var read = new MonitorCallReader(tool, settings).Read(body, clock.GetUtcNow());
        return read.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await handle.RunAsync(caller.Actor, tool, settings, read.Value, ct)).Match<IResult>(
                TypedResults.Ok,
                refused => refused.ToProblem()
            );
    }
}
