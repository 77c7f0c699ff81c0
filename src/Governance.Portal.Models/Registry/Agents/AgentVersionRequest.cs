using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Kernel.Api;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Governance.Portal.Models.Registry.Agents;

/// <summary>Body of a new version of an agent.</summary>
/// <param name="Version">Letters, digits, dots, plus signs and hyphens; unique within the agent, ignoring case.</param>
/// <param name="Manifest">What the version consists of and may do (governance.agent/v1).</param>
public sealed record AgentVersionBody([property: Required] string? Version, [property: Required] JsonElement? Manifest);

/// <summary>A version of an agent as it comes over HTTP: JSON with the manifest as a member, or the manifest alone in YAML.</summary>
/// <param name="Version">Name of the version.</param>
/// <param name="Manifest">The manifest as it was written.</param>
internal sealed record AgentVersionRequest(string? Version, ReadOnlyMemory<byte> Manifest)
{
    // What a version's name and the marks around a manifest add to its length.
    private const int Slack = 4_096;

    private static readonly Refusal s_mediaType = new(
        "request.media-type",
        $"Send application/json with version and manifest, or the manifest as application/yaml and the version in the address.",
        RefusalKind.UnsupportedMedia
    );

    /// <summary>Most bytes of a request.</summary>
    public const int MaxBytes = AgentManifest.MaxBytes + Slack;

    /// <summary>Reads a request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="version">Name of the version, from the address.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Result<AgentVersionRequest>> ReadAsync(HttpContext http, string? version, CancellationToken ct)
    {
        if (http.Request.ContentLength > MaxBytes)
        {
            return ModelRefusals.TooLarge("the manifest of an agent", AgentManifest.MaxBytes);
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = MaxBytes;
        }

        if (IsYaml(http.Request.ContentType))
        {
            using var bytes = new MemoryStream();
            await http.Request.Body.CopyToAsync(bytes, ct);
            return new AgentVersionRequest(version, bytes.ToArray());
        }

        if (!http.Request.HasJsonContentType())
        {
            return s_mediaType;
        }

        var body = await http.Request.ReadFromJsonAsync<AgentVersionBody>(ApiJson.Options, ct);
        return body is null
            ? new Refusal("request.malformed", $"The body is null. Send an object.", RefusalKind.Malformed)
            : new AgentVersionRequest(body.Version ?? version, Encoding.UTF8.GetBytes(body.Manifest?.GetRawText() ?? ""));
    }

    private static bool IsYaml(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (
            type.MediaType.Equals("application/yaml", StringComparison.OrdinalIgnoreCase)
            || type.MediaType.Equals("application/x-yaml", StringComparison.OrdinalIgnoreCase)
            || type.MediaType.Equals("text/yaml", StringComparison.OrdinalIgnoreCase)
        );
}
