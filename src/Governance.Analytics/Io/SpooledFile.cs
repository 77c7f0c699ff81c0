namespace Governance.Analytics.Io;

/// <summary>What can be read only once, such as a pipe, kept in a file of the moment for those who read in it here and there.</summary>
public static class SpooledFile
{
    /// <summary>Reads a stream to its end.</summary>
    /// <param name="content">The stream, which stays open.</param>
    /// <param name="limits">Says how many bytes it may have.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>A file at its beginning, which is deleted when it is closed.</returns>
    /// <exception cref="TabularFormatException">It is longer than that, or damaged as it was compressed.</exception>
    public static async Task<FileStream> OfAsync(Stream content, TabularLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(limits);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read | FileShare.Delete,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        var spool = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
        try
        {
            var buffer = new byte[1 << 17];
            for (int read; (read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0; )
            {
                if (spool.Length + read > limits.MaxInputBytes)
                {
                    throw ColumnarErrors.TooManyBytes(1, limits.MaxInputBytes);
                }
                await spool.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
            await spool.FlushAsync(cancellationToken).ConfigureAwait(false);
            spool.Position = 0;
            return spool;
        }
        catch (InvalidDataException problem)
        {
            await spool.DisposeAsync().ConfigureAwait(false);
            throw TabularErrors.DamagedCompression(1, problem);
        }
        catch
        {
            await spool.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
