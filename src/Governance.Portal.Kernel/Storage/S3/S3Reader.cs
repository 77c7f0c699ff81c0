using Amazon.S3.Model;
using Governance.Data.Artifacts;
using Governance.Portal.Kernel.Outbound;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Storage.S3;

/// <summary>Reads a bucket that others fill: what it lists and what its objects hold. It writes nothing.</summary>
public sealed class S3Reader : IDisposable
{
    private const int PreconditionFailed = 412;

    private readonly S3Client _client;
    private readonly S3Options _options;
    private readonly S3SettingNames _names;
    private readonly OutboundClient _outbound;
    private readonly TimeProvider _clock;

    /// <param name="options">Where it is, and where its key comes from; without a prefix.</param>
    /// <param name="key">The key itself; null: from where the options say.</param>
    /// <param name="names">How sentences name its settings.</param>
    /// <param name="keys">Where keys come from.</param>
    /// <param name="connector">Opens connections, to hosts that configuration names.</param>
    /// <param name="outbound">Bounds of calls.</param>
    /// <param name="clock">Measures tries.</param>
    public S3Reader(
        S3Options options,
        AwsCredentials? key,
        S3SettingNames names,
        AwsKeys keys,
        OutboundConnector connector,
        IOptions<OutboundOptions> outbound,
        TimeProvider clock
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _names, _clock) = (options, names, clock);
        options.Key = key;
        // A server of the own network often has a certificate of the own authority, which nothing else is to be trusted by.
        var authority = options.AuthorityFile.Length > 0 ? File.ReadAllText(options.AuthorityFile) : null;
        _outbound = new OutboundClient(connector, outbound, clock, authority);
        _client = new S3Client(_outbound, keys, Options.Create(options), clock) { Settings = names };
    }

    /// <summary>The server, for sentences.</summary>
    public string Host => _client.Host;

    /// <summary>All objects whose names begin with a text, in the order of their names.</summary>
    /// <exception cref="ContentUnavailableException">The server refused, or did not answer.</exception>
    public IAsyncEnumerable<S3Object> ListAsync(string prefix, CancellationToken ct) =>
        S3Listing.ReadAsync(_client, prefix, $"{Host} has no bucket {_options.Bucket}. Create it, or correct {_names.Bucket}.", ct);

    /// <summary>Reads an object as it was listed. A connection that breaks is opened again where it broke.</summary>
    /// <returns>Its bytes; null when it is gone or another one stands in its place.</returns>
    /// <exception cref="ContentUnavailableException">The server refused, or did not answer; also while the stream is read.</exception>
    public async Task<Stream?> OpenAsync(S3Object listed, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(listed);
        GetObjectResponse? answer;
        try
        {
            answer = await _client.OpenAsync(
                (s3, token) =>
                    s3.GetObjectAsync(
                        new GetObjectRequest
                        {
                            BucketName = _client.Bucket,
                            Key = listed.Key,
                            EtagToMatch = listed.Tag.Length > 0 ? $"\"{listed.Tag}\"" : null,
                        },
                        token
                    ),
                ct
            );
        }
        catch (ContentUnavailableException e) when (e.Status == PreconditionFailed)
        {
            return null;
        }

        // Servers that do not know the condition answer with what they have.
        if (
            answer is not null
            && answer.ContentLength == listed.SizeBytes
            && (listed.Tag.Length == 0 || answer.ETag?.Trim('"') == listed.Tag)
        )
        {
            return new S3ReadStream(_client, listed.Key, answer, TimeSpan.FromSeconds(_options.TimeoutSeconds), _clock);
        }

        answer?.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _outbound.Dispose();
    }
}
