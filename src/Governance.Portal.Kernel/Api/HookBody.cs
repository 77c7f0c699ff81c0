using System.Globalization;
using System.Text.Json;

namespace Governance.Portal.Kernel.Api;

/// <summary>Reads members of a code host's document; what is missing or of another form is null.</summary>
public static class HookBody
{
    private const int MaxText = 1_000;

    /// <summary>A text, or a number as text, at a path such as <c>deployment.sha</c>.</summary>
    public static string? Text(JsonElement root, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (root.ValueKind is not JsonValueKind.Object || !root.TryGetProperty(name, out root))
            {
                return null;
            }
        }

        var text = root.ValueKind switch
        {
            JsonValueKind.String => root.GetString(),
            JsonValueKind.Number when root.TryGetInt64(out var number) => number.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
        return text is { Length: > 0 and <= MaxText } ? text : null;
    }

    /// <summary>A commit id, in lower case.</summary>
    public static string? Commit(JsonElement root, string path) =>
        Text(root, path) is { Length: >= 40 and <= 64 } id && id.All(char.IsAsciiHexDigit) ? id.ToLowerInvariant() : null;

    /// <summary>The exact bytes of a body: they are what was signed.</summary>
    public static async Task<byte[]> ReadAsync(HttpRequest request, long most, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, ct)) > 0; )
        {
            if (bytes.Length + read > most)
            {
                throw new BadHttpRequestException("Request body too large.", StatusCodes.Status413PayloadTooLarge);
            }

            await bytes.WriteAsync(buffer.AsMemory(0, read), ct);
        }

        return bytes.ToArray();
    }
}
