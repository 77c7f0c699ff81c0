using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Governance.Data.Artifacts;
using Governance.Portal.Kernel.Outbound;
using Governance.Portal.Kernel.Storage.S3;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Monitoring.Sources.Objects;

/// <summary>Connections of kind <c>s3</c>: buckets of Amazon S3 and of servers that speak its protocol.</summary>
internal sealed class S3SourceFactory(OutboundConnector outbound, AwsKeys keys, IOptions<OutboundOptions> bounds, TimeProvider clock)
    : IObjectSourceFactory,
        IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<S3Reader>> _readers = new(StringComparer.Ordinal);

    public string Kind => "s3";

    public string? Doubt(SourceOptions options) =>
        !Uri.TryCreate(options.Address, UriKind.Absolute, out var address)
        || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)
        || address.AbsolutePath != "/"
        || address.Query.Length > 0
        || address.UserInfo.Length > 0
            ? "__Address is not the address of a server. Use an address such as https://s3.eu-central-1.amazonaws.com."
        : options.Bucket.Length == 0 || options.Bucket.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_'))
            ? "__Bucket is not a valid bucket name: use letters, digits, hyphens and dots."
        : !outbound.MayCall(HostOf(options, address), address.Port)
            ? $"__Address leads to {HostOf(options, address)}, which is not a host in Outbound__AllowedHosts or Outbound__PrivateHosts."
        : options.Region.Length == 0 ? "__Region is missing: the region that requests are signed for."
        : options.AuthorityFile.Length > 0 && !IsCertificate(options.AuthorityFile)
            ? "__AuthorityFile does not name a file with a PEM certificate."
        : options.SecretFile.Length > 0 && options.User.Length > 0
            ? "__SecretFile and __User are both given, but the file also contains the ID of the key. Keep one."
        : options.User.Length > 0 != options.Secret.Length > 0 ? "__User and __Secret belong together: the ID of the key and the key."
        : null;

    public IObjectSource Open(SourceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var reader = _readers.GetOrAdd(options.Name, _ => new Lazy<S3Reader>(() => Make(options)));
        return new S3Source(options, reader.Value);
    }

    public void Dispose()
    {
        foreach (var reader in _readers.Values.Where(r => r.IsValueCreated))
        {
            reader.Value.Dispose();
        }
    }

    private S3Reader Make(SourceOptions options) =>
        new(
            new S3Options
            {
                Endpoint = options.Address,
                Bucket = options.Bucket,
                Region = options.Region,
                PathStyle = options.PathStyle,
                AuthorityFile = options.AuthorityFile,
                TimeoutSeconds = Math.Min(options.TimeoutSeconds, 600),
                CredentialsFile = options.SecretFile,
                RoleArn = options.Role,
            },
            options.User.Length > 0 ? new AwsCredentials(options.User, options.Secret) : null,
            new S3SettingNames($"the key of the connection {options.Name}", $"Bucket of the connection {options.Name}"),
            keys,
            outbound,
            bounds,
            clock
        );

    private static string HostOf(SourceOptions options, Uri address) =>
        new S3Options { Bucket = options.Bucket, PathStyle = options.PathStyle }.IsInPath
            ? address.Host
            : $"{options.Bucket}.{address.Host}";

    private static bool IsCertificate(string file)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(file));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return false;
        }
    }
}

/// <summary>A bucket from which rows are read, by two calls: list the bucket, get an object.</summary>
internal sealed class S3Source(SourceOptions options, S3Reader reader) : IObjectSource
{
    public async IAsyncEnumerable<SourceObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var listed = reader.ListAsync(prefix, ct).GetAsyncEnumerator(ct);
        while (await NextAsync(listed))
        {
            var (key, size, written, tag) = listed.Current;
            yield return new SourceObject(key, size, written, tag);
        }
    }

    public async Task<long?> CopyAsync(SourceObject listed, Stream destination, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(listed);
        try
        {
            await using var stream = await reader.OpenAsync(new S3Object(listed.Name, listed.SizeBytes, listed.WrittenAt, listed.Tag), ct);
            if (stream is null)
            {
                return null;
            }

            await stream.CopyToAsync(destination, ct);
            return listed.SizeBytes;
        }
        catch (ContentUnavailableException e)
        {
            throw Problem(e);
        }
    }

    private async Task<bool> NextAsync(IAsyncEnumerator<S3Object> listed)
    {
        try
        {
            return await listed.MoveNextAsync();
        }
        catch (ContentUnavailableException e)
        {
            throw Problem(e);
        }
    }

    private SourceException Problem(ContentUnavailableException e) =>
        new($"{options.Name}: {e.Message}", e) { IsFinal = e.IsLasting, RetryAfter = e.RetryAfter };
}
