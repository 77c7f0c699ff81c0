using System.ComponentModel.DataAnnotations;
using Governance.Portal.Kernel.Outbound;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Observability;

/// <summary>Where metrics and traces are sent by OTLP.</summary>
public sealed class OtlpOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Telemetry:Otlp";

    /// <summary>
    /// Base address of the collector, such as <c>http://127.0.0.1:4318</c>; <c>v1/metrics</c> and <c>v1/traces</c> are added. Empty:
    /// nothing is sent. Its host is listed under <c>Outbound</c>, like every host that the portal calls.
    /// </summary>
    public string Endpoint { get; set; } = "";

    /// <summary>File with headers, a <c>name: value</c> in each line: they may be secret.</summary>
    public string HeadersFile { get; set; } = "";

    /// <summary>Seconds between two deliveries of metrics.</summary>
    [Range(1, 3_600)]
    public int MetricsSeconds { get; set; } = 60;

    /// <summary>Share of requests whose trace is sent, from 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public double TraceShare { get; set; } = 0.1;

    /// <summary>The address of one signal; null when nothing is sent.</summary>
    public Uri? AddressOf(string signal) =>
        // A path alone would be the address of a file.
        Uri.TryCreate(Endpoint.TrimEnd('/') + "/", UriKind.Absolute, out var address)
        && address.Scheme.StartsWith("http", StringComparison.Ordinal)
            ? new Uri(address, signal)
            : null;

    /// <summary>The headers of the file.</summary>
    /// <exception cref="FormatException">A line of it is no header.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public IReadOnlyDictionary<string, string> ReadHeaders()
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in HeadersFile.Length == 0 ? [] : File.ReadAllLines(HeadersFile))
        {
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#'))
            {
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || line.AsSpan(0, colon).ContainsAny(" \t"))
            {
                // The line itself may be the secret.
                throw new FormatException("Telemetry__Otlp__HeadersFile has a line that is not \"name: value\".");
            }

            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        return headers;
    }
}

[OptionsValidator]
internal sealed partial class OtlpOptionsValidator : IValidateOptions<OtlpOptions>;

/// <summary>An endpoint that may not be called, or headers that cannot be read, stop the start.</summary>
internal sealed class OtlpEndpointValidator(IOptions<OutboundOptions> outbound) : IValidateOptions<OtlpOptions>
{
    public ValidateOptionsResult Validate(string? name, OtlpOptions options)
    {
        if (options.Endpoint.Length == 0)
        {
            return ValidateOptionsResult.Success;
        }

        if (options.AddressOf("") is not { Scheme: "http" or "https", UserInfo: "", Query: "" } address)
        {
            return ValidateOptionsResult.Fail("Telemetry__Otlp__Endpoint is not an address such as http://127.0.0.1:4318.");
        }

        if (outbound.Value.ReachOf(address.IdnHost, address.Port) is null)
        {
            return ValidateOptionsResult.Fail(
                $"Telemetry__Otlp__Endpoint: the host {address.Host} is neither in Outbound__AllowedHosts nor in Outbound__PrivateHosts."
            );
        }

        try
        {
            _ = options.ReadHeaders();
            return ValidateOptionsResult.Success;
        }
        catch (FormatException e)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ValidateOptionsResult.Fail($"Telemetry__Otlp__HeadersFile cannot be read: {e.Message}");
        }
    }
}
