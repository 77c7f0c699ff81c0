using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Governance.Transparency;

namespace Governance.Portal.Kernel.Outbound;

/// <summary>
/// Signature Version 4: an HMAC with SHA-256 over method, address, headers and digest of the body. An answer is not signed.
/// </summary>
/// <remarks>See <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html"/>.</remarks>
public static class AwsSignature
{
    /// <summary>SHA-256 of no bytes, as a body of none is stated.</summary>
    public const string EmptyPayload = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <summary>Stands for the digest of a body that the signature does not cover; only S3 takes it.</summary>
    public const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string ObjectStorage = "s3";

    /// <summary>Longest time for which an address may be signed: seven days.</summary>
    public static readonly TimeSpan LongestPresigned = TimeSpan.FromDays(7);

    /// <summary>Signs a request by headers.</summary>
    /// <param name="method">Method.</param>
    /// <param name="address">As it is called; a space in its query is written %20.</param>
    /// <param name="headers">
    /// Headers that the signature covers besides <c>host</c>. Of what is sent, those that begin with <c>x-amz-</c> have to be among them.
    /// </param>
    /// <param name="payloadSha256">Digest of the body in lower-case hexadecimal; <see cref="EmptyPayload"/> for none.</param>
    /// <param name="credentials">Key.</param>
    /// <param name="region">Region, such as <c>eu-central-1</c>.</param>
    /// <param name="service">Name of the service, such as <c>s3</c> or <c>sagemaker</c>.</param>
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
        if (service == ObjectStorage)
        {
            added["x-amz-content-sha256"] = payloadSha256;
        }

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
            PathOf(address, service),
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

    /// <summary>Signs an address of S3 for anyone who has it, for a while.</summary>
    /// <param name="method">Method.</param>
    /// <param name="address">Address; its query is covered.</param>
    /// <param name="valid">How long; at least a second, at most <see cref="LongestPresigned"/>.</param>
    /// <param name="credentials">Key.</param>
    /// <param name="region">Region.</param>
    /// <param name="now">Time from which it counts.</param>
    public static Uri Presign(HttpMethod method, Uri address, TimeSpan valid, AwsCredentials credentials, string region, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(credentials);
        ArgumentOutOfRangeException.ThrowIfLessThan(valid, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(valid, LongestPresigned);
        var scope = Scope(region, ObjectStorage, now);
        var query = new StringBuilder(address.Query.Length > 1 ? address.Query[1..] + "&" : "")
            .Append("X-Amz-Algorithm=" + Algorithm)
            .Append("&X-Amz-Credential=")
            .Append(Uri.EscapeDataString($"{credentials.AccessKeyId}/{scope}"))
            .Append("&X-Amz-Date=")
            .Append(Time(now))
            .Append("&X-Amz-Expires=")
            .Append(((long)valid.TotalSeconds).ToString(CultureInfo.InvariantCulture))
            .Append("&X-Amz-SignedHeaders=host");
        if (credentials.SessionToken is { } token)
        {
            query.Append("&X-Amz-Security-Token=").Append(Uri.EscapeDataString(token));
        }

        var unsigned = new UriBuilder(address) { Query = query.ToString() }.Uri;
        var signature = Signature(
            method,
            PathOf(unsigned, ObjectStorage),
            QueryOf(unsigned),
            new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = HostOf(unsigned) },
            UnsignedPayload,
            scope,
            credentials,
            region,
            ObjectStorage,
            now
        );
        return new UriBuilder(unsigned) { Query = $"{query}&X-Amz-Signature={signature}" }.Uri;
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

    // S3 takes a path as it is called; every other service has it encoded once more, with neighbouring slashes as one.
    private static string PathOf(Uri address, string service)
    {
        var parts = address.AbsolutePath.Split('/').Select(Encoded);
        if (service == ObjectStorage)
        {
            return string.Join('/', parts);
        }

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
