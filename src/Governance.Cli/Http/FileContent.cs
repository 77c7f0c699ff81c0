using System.Net;
using System.Net.Http.Headers;
using Governance.Cli.Shared;

namespace Governance.Cli.Http;

/// <summary>A file as the body of a request: read while it is sent, and read again on a retry.</summary>
internal sealed class FileContent : HttpContent
{
    private readonly string _path;
    private readonly long _length;
    private readonly Action<long> _progress;

    public FileContent(string path, long length, string mediaType, bool isGzip, Action<long> progress)
    {
        _path = path;
        _length = length;
        _progress = progress;
        Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        if (isGzip)
        {
            Headers.ContentEncoding.Add("gzip");
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var file = LocalFile.Open(_path);
        var buffer = new byte[1 << 17];
        long sent = 0;
        while (true)
        {
            int read;
            try
            {
                read = await file.ReadAsync(buffer, cancellationToken);
            }
            catch (IOException problem)
            {
                throw LocalFile.Unreadable(_path, problem);
            }

            if (read == 0)
            {
                break;
            }

            if ((sent += read) > _length)
            {
                throw CliException.Usage($"{_path} grew while it was being sent. Send it again when nothing is writing to it.");
            }

            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            _progress(sent);
        }

        if (sent < _length)
        {
            throw CliException.Usage($"{_path} shrank while it was being sent. Send it again when nothing is writing to it.");
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }
}
