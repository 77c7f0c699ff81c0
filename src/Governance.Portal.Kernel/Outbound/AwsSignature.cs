using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Governance.Transparency;

namespace Governance.Portal.Kernel.Outbound;

/// <summary>
/// Signature Version 4: an HMAC with SHA-256 over method, address, headers and digest of the body. An answer is not signed. Object storage
/// is signed by the SDK of Amazon; its client for SageMaker cannot be restored.
/// </summary>
/// <remarks>See <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html"/>.</remarks>
public static class AwsSignature
{
    /// <summary>SHA-256 of no bytes, as a body of none is stated.</summary>
    public const string EmptyPayload = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Signs a request by headers.</summary>
    /// <param name="method">Method.</param>
    /// <param name="address">As it is called; a space in its query is written %20.</param>
    /// <param name="headers">
    /// Headers that the signature covers besides <c>host</c>. Of what is sent, those that begin with <c>x-amz-</c> have to be among them.
    /// </param>
    /// <param name="payloadSha256">Digest of the body in lower-case hexadecimal; <see cref="EmptyPayload"/> for none.</param>
    /// <param name="credentials">Key.</param>
    /// <param name="region">Region, such as <c>eu-central-1</c>.</param>
    /// <param name="service">Name of the service, such as <c>sagemaker</c>; S3 signs otherwise.</param>
    /// <param name="now">Time; a server refuses one that is more than some minutes from its own.</param>
    /// <returns>The headers to send besides the given ones.</returns>
    public static IReadOnlyDictionary<string, string> Sign(
        HttpMethod method,
        Uri address,
        IReadOnlyDictionary<string, string> headers,
        string payloadSha256,
        AwsCredentials credentials,
        string region,
        string service,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(headers);
        ArgumentNullException.ThrowIfNull(credentials);
        var added = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["x-amz-date"] = Time(now) };
        if (credentials.SessionToken is { } token)
        {
            added["x-amz-security-token"] = token;
        }

        var covered = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = HostOf(address) };
        foreach (var (name, value) in headers.Concat(added))
        {
            covered[name.ToLowerInvariant()] = Collapsed(value);
        }

        var names = string.Join(';', covered.Keys);
        var scope = Scope(region, service, now);
        var signature = Signature(
            method,
            PathOf(address),
            QueryOf(address),
            covered,
            payloadSha256,
            scope,
            credentials,
            region,
            service,
            now
        );
        added["Authorization"] = $"{Algorithm} Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={names}, Signature={signature}";
        return added;
    }

    private static string Signature(
        HttpMethod method,
        string path,
        string query,
        SortedDictionary<string, string> headers,
        string payload,
        string scope,
        AwsCredentials credentials,
        string region,
        string service,
        DateTimeOffset now
    )
    {
        var lines = string.Concat(headers.Select(h => $"{h.Key}:{h.Value}\n"));
        var request = string.Join('\n', method.Method, path, query, lines, string.Join(';', headers.Keys), payload);
        var text = string.Join('\n', Algorithm, Time(now), scope, Sha256Hex.Of(Encoding.UTF8.GetBytes(request)));
        var key = Hmac(Encoding.UTF8.GetBytes("AWS4" + credentials.SecretAccessKey), Day(now));
        return Convert.ToHexStringLower(Hmac(Hmac(Hmac(Hmac(key, region), service), "aws4_request"), text));
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Scope(string region, string service, DateTimeOffset now) => $"{Day(now)}/{region}/{service}/aws4_request";

    private static string Day(DateTimeOffset now) => now.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset now) => now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string HostOf(Uri address) =>
        address.IsDefaultPort ? address.IdnHost : string.Create(CultureInfo.InvariantCulture, $"{address.IdnHost}:{address.Port}");

    // A path is encoded once more than it is called, with neighbouring slashes as one.
    private static string PathOf(Uri address)
    {
        var parts = address.AbsolutePath.Split('/').Select(Encoded);
        var path = string.Join('/', parts.Where((part, i) => i == 0 || part.Length > 0).Select(Uri.EscapeDataString));
        return address.AbsolutePath.EndsWith('/') ? path + "/" : path;
    }

    private static string QueryOf(Uri address) =>
        string.Join(
            '&',
            address
                .Query.TrimStart('?')
                .Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(pair => pair.Split('=', 2))
                .Select(pair => (Name: Encoded(pair[0]), Value: pair.Length > 1 ? Encoded(pair[1]) : ""))
                .OrderBy(pair => pair.Name, StringComparer.Ordinal)
                .ThenBy(pair => pair.Value, StringComparer.Ordinal)
                .Select(pair => $"{pair.Name}={pair.Value}")
        );

    // An address leaves characters as they are that a signature wants encoded, such as brackets.
    private static string Encoded(string part) => Uri.EscapeDataString(Uri.UnescapeDataString(part));

    private static string Collapsed(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
