using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Governance.Domain.Models.MlFlow;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Models.Registries.MlFlow.Actions;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Registries.MlFlow;

/// <summary>Calls of MLflow servers. They carry no session and no key: the shared secret signs id, time and bytes.</summary>
internal static class MlFlowHookApi
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/hooks/mlflow", TakeAsync)
            .AllowAnonymous()
            .DisableAntiforgery()
            .WithTags("Hooks")
            .WithSummary("Receive an event from an MLflow server")
            .WithDescription(
                "Signed with MlFlow__WebhookSecret: X-MLflow-Signature is v1, a comma, and the base64 of HMAC-SHA-256 over "
                    + "id.timestamp.body, at most five minutes old; a delivery is accepted once. The event is a claim: it is recorded "
                    + "with the model, and the model is imported when MlFlow__WebhookServer names the server. Answers 202 at once. "
                    + "Example: "
                    + "{\"entity\":\"model_version\",\"action\":\"created\",\"timestamp\":\"2026-01-01T00:00:00+00:00\","
                    + "\"data\":{\"name\":\"m\",\"version\":\"1\"}}"
            )
            .Produces<HookReceipt>(StatusCodes.Status202Accepted)
            .Refuses(400, 401, 404, 413);

    /// <summary>Whether a call was signed with the secret, taken as plain UTF-8.</summary>
    internal static bool IsSigned(string secret, string id, string timestamp, ReadOnlySpan<byte> body, string? given)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        var right = hmac.GetHashAndReset();
        Span<byte> signature = stackalloc byte[SHA256.HashSizeInBytes];
        var text = given?.Trim() ?? "";
        return secret.Length > 0
            && text.StartsWith("v1,", StringComparison.Ordinal)
            && text.Length < 100
            && Convert.TryFromBase64String(text["v1,".Length..], signature, out var length)
            && length == signature.Length
            && CryptographicOperations.FixedTimeEquals(right, signature);
    }

    private static async Task<IResult> TakeAsync(
        HttpRequest request,
        IOptions<MlFlowOptions> options,
        IOptions<LimitsOptions> limits,
        HandleMlFlowWebhook note,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var secret = options.Value.WebhookSecret;
        if (secret.Length == 0)
        {
            return MlFlowRefusals.HookNotSetUp.ToProblem();
        }

        var body = await HookBody.ReadAsync(request, limits.Value.JsonBodyBytes, ct);
        var (id, timestamp) = (request.Headers["X-MLflow-Delivery-Id"].ToString(), request.Headers["X-MLflow-Timestamp"].ToString());
        if (
            id.Length is 0 or > MlFlowDelivery.MaxId
            || !IsSigned(secret, id, timestamp, body, request.Headers["X-MLflow-Signature"])
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > 253_402_300_799
            || MlFlowDelivery.IsTooFar(DateTimeOffset.FromUnixTimeSeconds(seconds), clock.GetUtcNow())
        )
        {
            return MlFlowRefusals.HookNotSigned.ToProblem();
        }

        // Only now is it looked into: what is not signed is not even parsed.
        if (Read(id, body) is not { } call)
        {
            return MlFlowRefusals.HookMalformed.ToProblem();
        }

        return (await note.RunAsync(call, ct)).Match<IResult>(
            receipt => TypedResults.Accepted((string?)null, receipt),
            refusal => refusal.ToProblem()
        );
    }

    private static HandleMlFlowWebhook.Call? Read(string id, byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32 });
            return
                HookBody.Text(json.RootElement, "entity") is { Length: <= 60 } entity
                && HookBody.Text(json.RootElement, "action") is { Length: <= 60 } action
                ? new HandleMlFlowWebhook.Call(
                    id,
                    $"{entity}.{action}",
                    HookBody.Text(json.RootElement, "data.name"),
                    HookBody.Text(json.RootElement, "data.version")
                )
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
