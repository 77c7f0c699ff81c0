using System.Globalization;
using Amazon.Runtime;
using Amazon.S3.Model;
using Governance.Data.Artifacts;

namespace Governance.Portal.Kernel.Storage.S3;

/// <summary>
/// Reads an object to its end. A connection that breaks is opened again where it broke, for the same writing of the object; what cannot be
/// had whole fails, and is never short.
/// </summary>
internal sealed class S3ReadStream : Stream
{
    private const int Tries = 4;

    private readonly S3Client _client;
    private readonly string _key;
    private readonly long _length;
    private readonly string? _mark;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _clock;
    private GetObjectResponse? _answer;
    private long _position;

    /// <param name="client">Calls.</param>
    /// <param name="key">The object, within the prefix.</param>
    /// <param name="answer">The answer that begins it.</param>
    /// <param name="patience">Longest time without a byte.</param>
    /// <param name="clock">Measures it.</param>
    public S3ReadStream(S3Client client, string key, GetObjectResponse answer, TimeSpan patience, TimeProvider clock)
    {
        (_client, _key, _answer, _patience, _clock) = (client, key, answer, patience, clock);
        if (answer.ContentLength < 0)
        {
            answer.Dispose();
            throw new ContentUnavailableException($"{client.Host} did not say how long {key} is.");
        }

        (_length, _mark) = (answer.ContentLength, answer.ETag);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0 || _position == _length)
        {
            return 0;
        }

        for (var tried = 1; ; tried++)
        {
            try
            {
                _answer ??= await ContinueAsync(cancellationToken);
                using var time = new CancellationTokenSource(_patience, _clock);
                using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, time.Token);
                var left = (int)Math.Min(buffer.Length, _length - _position);
                if (await _answer.ResponseStream.ReadAsync(buffer[..left], bound.Token) is > 0 and var read)
                {
                    _position += read;
                    if (_position == _length)
                    {
                        // Only behind its last byte does the SDK compare a checksum.
                        await _answer.ResponseStream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, bound.Token);
                    }

                    return read;
                }

                throw new IOException("The connection ended early.");
            }
            catch (AmazonClientException e)
            {
                Leave();
                throw new ContentUnavailableException($"What {_client.Host} sent of {_key} is not what its checksum says: {e.Message}", e);
            }
            catch (Exception e)
                when (e is IOException or HttpRequestException
                    || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                )
            {
                Leave();
                if (tried == Tries)
                {
                    throw new ContentUnavailableException(
                        $"The transfer of {_key} broke off after {_position} of {_length} bytes: {e.Message}",
                        e
                    );
                }
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Content that is kept elsewhere can only be read asynchronously.");

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Leave();
        }

        base.Dispose(disposing);
    }

    private async Task<GetObjectResponse> ContinueAsync(CancellationToken ct)
    {
        var answer = await _client.OpenAsync(
            (s3, token) =>
                s3.GetObjectAsync(
                    new GetObjectRequest
                    {
                        BucketName = _client.Bucket,
                        Key = _client.NameOf(_key),
                        ByteRange = new ByteRange(string.Create(CultureInfo.InvariantCulture, $"bytes={_position}-")),
                        EtagToMatch = _mark,
                    },
                    token
                ),
            ct
        );
        var status = (int)(answer?.HttpStatusCode ?? System.Net.HttpStatusCode.NotFound);
        if (answer is not null && status == 206 && answer.ContentLength == _length - _position)
        {
            return answer;
        }

        answer?.Dispose();
        // A server that knows no ranges begins again; an object that is gone or another one is not what was begun.
        throw new ContentUnavailableException(
            $"The transfer of {_key} could not be continued at byte {_position}: {_client.Host} answered with {status}."
        );
    }

    private void Leave()
    {
        try
        {
            _answer?.Dispose();
        }
        catch (AmazonClientException)
        {
            // the checksum of what is not read any more
        }

        _answer = null;
    }
}
