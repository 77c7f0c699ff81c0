using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Portal.Kernel.Outbound;

namespace Governance.Portal.Models.Registries.SageMaker;

/// <summary>
/// Calls Amazon SageMaker: JSON 1.1, signed for each try, so that credentials which were renewed count at once. What a refusal means
/// stands in its body, not in its status. Public references: docs.aws.amazon.com/sagemaker/latest/APIReference/CommonErrors.html and
/// smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html.
/// </summary>
public sealed class SageMakerCalls(RegistryCalls calls, TimeProvider clock)
{
    /// <summary>Setting that names the region where the address does not.</summary>
    internal const string RegionSetting = "Region";

    /// <summary>Secret with the text of a shared credentials file.</summary>
    internal const string CredentialsSecret = "Credentials";

    private const string ContentType = "application/x-amz-json-1.1";
    private const string Service = "sagemaker";

    private static readonly string[] s_passing =
    [
        "ThrottlingException",
        "Throttling",
        "TooManyRequestsException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "InternalFailure",
        "ConflictException",
    ];

    private static readonly string[] s_expired = ["ExpiredTokenException", "ExpiredToken", "RequestExpired"];

    private static readonly string[] s_missing = ["ResourceNotFound", "ResourceNotFoundException"];

    private static readonly string[] s_absent = ["does not exist", "Could not find", "not found"];

    /// <summary>The region that requests are signed for; null when neither setting nor address names it.</summary>
    internal static string? RegionOf(RegistryConnection connection)
    {
        if (connection.Setting(RegionSetting) is { } region)
        {
            return region;
        }

        var parts = Uri.TryCreate(connection.Address, UriKind.Absolute, out var address) ? address.Host.Split('.') : [];
        return parts is ["api", "sagemaker", var named, "amazonaws", ..] ? named : null;
    }

    /// <summary>Calls an operation.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="operation">Its name, such as <c>ListModelPackages</c>.</param>
    /// <param name="input">What it takes; members that are null are left out.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RegistryException">SageMaker did not answer with what was asked for.</exception>
    internal async Task<StrictAnswer> CallAsync(RegistryConnection connection, string operation, JsonObject input, CancellationToken ct)
    {
        var region =
            RegionOf(connection) ?? throw new RegistryException($"{connection.Section}__Settings__Region is missing.") { IsFinal = true };
        foreach (var absent in input.Where(m => m.Value is null).Select(m => m.Key).ToList())
        {
            input.Remove(absent);
        }

        var address = new Uri(connection.Address.TrimEnd('/') + "/");
        var body = Utf8.Of(input);
        (string Code, string Words)? refusal = null;
        var call = new RegistryCalls.Call(HttpMethod.Post, address)
        {
            Body = body,
            ContentType = ContentType,
            Headers = _ => Task.FromResult<IReadOnlyDictionary<string, string>>(Sign(connection, address, operation, body, region)),
            MayPass = answer =>
            {
                refusal = RefusalOf(answer);
                return answer.Status is 408 or 429 or >= 500 || s_passing.Concat(s_expired).Contains(refusal?.Code, StringComparer.Ordinal);
            },
            IsMissing = answer =>
                RefusalOf(answer) is var (code, words)
                && (
                    s_missing.Contains(code, StringComparer.Ordinal)
                    || (code == "ValidationException" && s_absent.Any(a => words.Contains(a, StringComparison.OrdinalIgnoreCase)))
                ),
        };
        try
        {
            return new StrictAnswer(await calls.JsonAsync(connection, call, ct), $"{address.Host}, {operation}");
        }
        catch (RegistryException e)
        {
            throw new RegistryException(Sentence(connection, address.Host, operation, refusal?.Code, e), e)
            {
                Status = e.Status,
                RetryAfter = e.RetryAfter,
                IsFinal = e.IsFinal,
                IsMissing = e.IsMissing,
                IsRubbish = e.IsRubbish,
            };
        }
    }

    private static string Sentence(RegistryConnection connection, string host, string operation, string? code, RegistryException e) =>
        code is null || e.Status is null ? $"{host}, {operation}: {e.Message}"
        : s_expired.Contains(code, StringComparer.Ordinal)
            ? $"{host}, {operation}: the credentials have expired ({code}). Those of {connection.Section} are read again at the next try."
        : e.IsFinal ? $"{host} refused {operation} ({code}). Check the credentials and the permissions of {connection.Section}."
        : $"{host} did not carry out {operation} ({code}).";

    private Dictionary<string, string> Sign(RegistryConnection connection, Uri address, string operation, byte[] body, string region)
    {
        var target = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["X-Amz-Target"] = $"SageMaker.{operation}" };
        var signed = AwsSignature.Sign(
            HttpMethod.Post,
            address,
            new Dictionary<string, string>(target, StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = ContentType },
            Convert.ToHexStringLower(SHA256.HashData(body)),
            Credentials(connection),
            region,
            Service,
            clock.GetUtcNow()
        );
        foreach (var (name, value) in signed)
        {
            target[name] = value;
        }

        return target;
    }

    // A file with a session is written again by what renews it; half of it is no reason to give up.
    private static AwsCredentials Credentials(RegistryConnection connection)
    {
        try
        {
            return connection.Secret(CredentialsSecret) is { } text
                ? AwsCredentials.Parse(text)
                    ?? throw new RegistryException($"{connection.Section}__Secrets__Credentials has no key in its section [default].")
                : AwsCredentials.Read("");
        }
        catch (IOException e)
        {
            throw new RegistryException(
                $"There are no credentials for {connection.Section}: name a file in its __Secrets__Credentials.",
                e
            );
        }
    }

    private static (string Code, string Words)? RefusalOf(OutboundAnswer answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            var body = json.RootElement;
            // Some services write the name behind that of their shape: com.amazon.coral.service#ThrottlingException.
            return (body.Text("__type", 200) ?? body.Text("code", 200)) is { } code
                ? (
                    code[(code.IndexOf('#', StringComparison.Ordinal) + 1)..].Split(':')[0],
                    body.Text("message", 500) ?? body.Text("Message", 500) ?? ""
                )
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
