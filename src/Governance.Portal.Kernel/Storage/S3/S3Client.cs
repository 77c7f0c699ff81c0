using System.Net.Http.Headers;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using Amazon.S3.Internal;
using Governance.Data.Artifacts;
using Governance.Portal.Kernel.Outbound;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Storage.S3;

/// <summary>
/// Calls of one bucket by the SDK of Amazon, through the portal's way out. What may pass is tried again; what was refused says why.
/// </summary>
internal sealed class S3Client : IDisposable
{
    private const int Tries = 4;
    private const int MostXml = 4 * 1024 * 1024;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);

    private readonly IOptions<S3Options> _options;
    private readonly TimeProvider _clock;
    private readonly Lazy<AwsKeySource> _key;
    private readonly Lazy<AmazonS3Client> _documents;
    private readonly Lazy<AmazonS3Client> _objects;

    /// <param name="outbound">The way to the server.</param>
    /// <param name="keys">Where keys come from.</param>
    /// <param name="options">Where the bucket is.</param>
    /// <param name="clock">Measures tries.</param>
    public S3Client(
        [FromKeyedServices(ObjectStorageServices.Bucket)] OutboundClient outbound,
        AwsKeys keys,
        IOptions<S3Options> options,
        TimeProvider clock
    )
    {
        (_options, _clock) = (options, clock);
        _key = new Lazy<AwsKeySource>(() => keys.Of(options.Value.Keys, options.Value.Endpoint, outbound));
        // What a server says of itself fits into memory; an object is read as it comes.
        _documents = new Lazy<AmazonS3Client>(() => Make(_key.Value, outbound, streams: false));
        _objects = new Lazy<AmazonS3Client>(() => Make(_key.Value, outbound, streams: true));
    }

    /// <summary>How sentences name the settings of this bucket.</summary>
    public S3SettingNames Settings { get; init; } = S3SettingNames.OfStorage;

    /// <summary>The server, for sentences.</summary>
    public string Host => new Uri(_options.Value.Endpoint).Authority;

    /// <summary>The bucket.</summary>
    public string Bucket => _options.Value.Bucket;

    /// <summary>The name of an object as the bucket has it.</summary>
    public string NameOf(string key) => _options.Value.Prefix + key;

    /// <summary>Calls, and reads the answer; null when there is no such thing.</summary>
    /// <param name="call">Makes a request anew: it is made again for each try.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="isOptional">True for a question that not every server knows (501): then there is no such thing either.</param>
    /// <exception cref="ContentUnavailableException">The server refused, or did not answer.</exception>
    public Task<T?> AskAsync<T>(Func<IAmazonS3, CancellationToken, Task<T>> call, CancellationToken ct, bool isOptional = false)
        where T : class => TryAsync(_documents.Value, call, isOptional, ct);

    /// <summary>Calls, and leaves the object that is answered to be read as it arrives; null when there is no such thing.</summary>
    /// <param name="call">Makes a request anew.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="ContentUnavailableException">The server refused, or did not answer.</exception>
    public Task<T?> OpenAsync<T>(Func<IAmazonS3, CancellationToken, Task<T>> call, CancellationToken ct)
        where T : class => TryAsync(_objects.Value, call, isOptional: false, ct);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in new[] { _documents, _objects }.Where(c => c.IsValueCreated))
        {
            client.Value.Dispose();
        }

        if (_key.IsValueCreated)
        {
            _key.Value.Dispose();
        }
    }

    private PlainS3 Make(AWSCredentials key, OutboundClient outbound, bool streams)
    {
        var asked = _options.Value.Checksums == S3Checksums.WhenSupported;
        var config = new AmazonS3Config
        {
            ForcePathStyle = _options.Value.IsInPath,
            RequestChecksumCalculation = asked ? RequestChecksumCalculation.WHEN_SUPPORTED : RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = asked ? ResponseChecksumValidation.WHEN_SUPPORTED : ResponseChecksumValidation.WHEN_REQUIRED,
            UseArnRegion = false,
            DisableS3ExpressSessionAuth = true,
            DisableMultiregionAccessPoints = true,
        };
        var most = TimeSpan.FromSeconds(_options.Value.TimeoutSeconds);
        AwsHttpClients.Settle(config, _options.Value.Endpoint, _options.Value.Region, outbound.ForLibrary(most, MostXml, streams));
        return new PlainS3(key, config);
    }

    private async Task<T?> TryAsync<T>(
        AmazonS3Client client,
        Func<IAmazonS3, CancellationToken, Task<T>> call,
        bool isOptional,
        CancellationToken ct
    )
        where T : class
    {
        var began = _clock.GetTimestamp();
        for (var tried = 1; ; tried++)
        {
            var pause = s_pause * Math.Pow(2, tried - 1);
            var isLast = tried == Tries || _clock.GetElapsedTime(began).TotalSeconds > _options.Value.TimeoutSeconds;
            try
            {
                await _key.Value.GetCredentialsAsync().WaitAsync(ct);
                return await call(client, ct);
            }
            catch (AmazonS3Exception e) when ((int)e.StatusCode is 404 || (isOptional && (int)e.StatusCode is 501))
            {
                return null;
            }
            catch (AmazonS3Exception e)
            {
                var (status, asked) = ((int)e.StatusCode, RetryAfter(e));
                if (isLast || !MayPass(status, e.ErrorCode))
                {
                    throw new ContentUnavailableException(SentenceOf(e), e) { Status = status, RetryAfter = asked };
                }

                pause = asked > pause ? asked.Value : pause;
            }
            catch (Exception e) when (e is AmazonServiceException or AmazonClientException)
            {
                throw new ContentUnavailableException($"{Host} sent an answer that is not XML: {e.Message}", e);
            }
            catch (OutboundException e) when (isLast)
            {
                throw new ContentUnavailableException(e.Message, e);
            }
            catch (OutboundException)
            {
                // tried again
            }
            catch (IOException e)
            {
                // there is no key
                throw new ContentUnavailableException(e.Message, e);
            }

            await Task.Delay(pause < s_longestPause ? pause : s_longestPause, _clock, ct);
        }
    }

    // A server that joins parts answers before it knows, and says in a success that it failed: to ask again would ask for what may be done.
    private static bool MayPass(int status, string? code) =>
        status is 429 or 500 or 502 or 503 or 504 || (status is not 200 && code is "RequestTimeout" or "SlowDown" or "InternalError");

    private TimeSpan? RetryAfter(AmazonS3Exception e)
    {
        var said = (e.InnerException as HttpErrorResponseException)?.Response.GetHeaderValue("Retry-After");
        var asked = RetryConditionHeaderValue.TryParse(said, out var value) ? value : null;
        var pause = asked?.Delta ?? (asked?.Date is { } date ? date - _clock.GetUtcNow() : null);
        return pause > TimeSpan.Zero ? pause : null;
    }

    private string SentenceOf(AmazonS3Exception e)
    {
        // An answer to HEAD has no body, and what the SDK fills in says no more than the status.
        var status = (int)e.StatusCode;
        var isSaid = e.ErrorCode is { Length: > 0 } && e.ErrorCode != e.StatusCode.ToString();
        var code =
            isSaid ? e.ErrorCode
            : status == 403 ? "AccessDenied"
            : "";
        var message = isSaid && !e.Message.StartsWith("Error making request with Error Code", StringComparison.Ordinal) ? e.Message : "";
        return code switch
        {
            "RequestTimeTooSkewed" => $"{Host} refuses requests because the clock here differs from its own. Start the time service.",
            "AccessDenied" or "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "ExpiredToken" =>
                $"{Host} refuses the key ({code}). Check {Settings.Key}, the region and the rights on the bucket.",
            "NoSuchBucket" => $"{Host} has no bucket {Bucket}. Create it, or correct {Settings.Bucket}.",
            _ => $"{Host} answered with {status} {code} {message}".TrimEnd() + ".",
        };
    }

    // The SDK takes the tag of an object for its MD5, which it is not on every server, nor of an object that is encrypted.
    private sealed class PlainS3(AWSCredentials key, AmazonS3Config config) : AmazonS3Client(key, config)
    {
        protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
        {
            base.CustomizeRuntimePipeline(pipeline);
            pipeline.RemoveHandler<AmazonS3ResponseHandler>();
        }
    }
}
