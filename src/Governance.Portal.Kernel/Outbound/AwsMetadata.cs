using System.Globalization;
using System.Text.Json;
using Amazon.Runtime;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Outbound;

/// <summary>
/// The key that the platform gives to this machine or container: by the addresses that <c>Outbound__MetadataHosts</c> lists, and no others.
/// Only answers to version 2 of the protocol are taken, which what is tricked into a call cannot give.
/// </summary>
/// <param name="outbound">Reaches those addresses alone.</param>
/// <param name="options">Which they are.</param>
/// <param name="variable">The environment.</param>
internal sealed class AwsMetadata(OutboundClient outbound, IOptions<OutboundOptions> options, Func<string, string?> variable)
{
    private const int MostAnswer = 64 * 1024;
    private const string Container = "http://169.254.170.2";
    private const string Machine = "http://169.254.169.254";
    private const string Keys = "latest/meta-data/iam/security-credentials/";
    private const string RelativeName = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
    private const string FullName = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
    private const string TokenName = "AWS_CONTAINER_AUTHORIZATION_TOKEN";

    /// <summary>True when the platform says that it gives one, or the machine may be asked.</summary>
    public bool IsAsked => ContainerAddress() is not null || MayAskMachine();

    /// <summary>Asks.</summary>
    /// <exception cref="OutboundException">It may not be asked, or did not answer.</exception>
    /// <exception cref="IOException">It gave none.</exception>
    public async Task<(ImmutableCredentials Key, DateTimeOffset Until)> ReadAsync()
    {
        using var http = outbound.ForLibrary(TimeSpan.FromSeconds(options.Value.TimeoutSeconds), MostAnswer);
        if (ContainerAddress() is { } container)
        {
            return Parse(await AskAsync(http, HttpMethod.Get, container, "Authorization", await TokenAsync()), container);
        }

        var machine = MachineAddress();
        var token = await AskAsync(
            http,
            HttpMethod.Put,
            new Uri(machine, "latest/api/token"),
            "X-aws-ec2-metadata-token-ttl-seconds",
            "300"
        );
        var role = await AskAsync(http, HttpMethod.Get, new Uri(machine, Keys), "X-aws-ec2-metadata-token", token);
        var address = new Uri(machine, Keys + Uri.EscapeDataString(role.Split('\n')[0].Trim()));
        return Parse(await AskAsync(http, HttpMethod.Get, address, "X-aws-ec2-metadata-token", token), address);
    }

    private bool MayAskMachine() =>
        !string.Equals(Variable("AWS_EC2_METADATA_DISABLED"), "true", StringComparison.OrdinalIgnoreCase)
        && MachineAddress() is var address
        && options.Value.IsMetadata(address.IdnHost, address.Port);

    private Uri? ContainerAddress() =>
        Variable(RelativeName) is { Length: > 0 } path ? AddressOf(Container + path, RelativeName)
        : Variable(FullName) is { Length: > 0 } address ? AddressOf(address, FullName)
        : null;

    private Uri MachineAddress() =>
        AddressOf(
            (Variable("AWS_EC2_METADATA_SERVICE_ENDPOINT") is { Length: > 0 } other ? other : Machine).TrimEnd('/') + "/",
            "AWS_EC2_METADATA_SERVICE_ENDPOINT"
        );

    private static Uri AddressOf(string text, string name) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : throw new IOException($"{name} is not an address.");

    private async Task<string?> TokenAsync() =>
        Variable(TokenName + "_FILE") is { Length: > 0 } file ? (await File.ReadAllTextAsync(file)).Trim()
        : Variable(TokenName) is { Length: > 0 } token ? token
        : null;

    private static async Task<string> AskAsync(HttpClient http, HttpMethod method, Uri address, string header, string? value)
    {
        using var request = new HttpRequestMessage(method, address);
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync()
            : (int)answer.StatusCode is 429 or >= 500
                ? throw new OutboundException($"{address.Host} did not give the key of this machine ({(int)answer.StatusCode}).")
            : throw new IOException($"{address.Host} gives this machine no key ({(int)answer.StatusCode}).");
    }

    private static (ImmutableCredentials Key, DateTimeOffset Until) Parse(string text, Uri address)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            string Of(string name) => json.RootElement.GetProperty(name).GetString() ?? "";

            return (
                new ImmutableCredentials(Of("AccessKeyId"), Of("SecretAccessKey"), Of("Token")),
                DateTimeOffset.Parse(Of("Expiration"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            );
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new IOException($"{address.Host} answered without a key.", e);
        }
    }

    private string Variable(string name) => variable(name) ?? "";
}
