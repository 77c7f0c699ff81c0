using System.Security.Cryptography;
using Governance.Analytics.Io;

namespace Governance.Cli.Shared;

/// <summary>Reads files the person named; what cannot be read is wrong usage and said in one line.</summary>
internal static class LocalFile
{
    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.Read,
                bufferSize: 0,
                FileOptions.Asynchronous | FileOptions.SequentialScan
            );
        }
        catch (Exception problem) when (IsReadProblem(problem))
        {
            throw Unreadable(path, problem);
        }
    }

    public static async Task<byte[]> ReadAsync(string path, int limit, CancellationToken ct)
    {
        await using var file = Open(path);
        try
        {
            if (file.Length > limit)
            {
                throw CliException.Usage($"{path} has {file.Length} bytes; the maximum is {limit}.");
            }

            var bytes = new byte[file.Length];
            await file.ReadExactlyAsync(bytes, ct);
            return bytes;
        }
        catch (Exception problem) when (IsReadProblem(problem))
        {
            throw Unreadable(path, problem);
        }
    }

    /// <summary>Hashes a file of any size without holding it.</summary>
    public static async Task<FileDigest> HashAsync(string path, Action<long>? progress, CancellationToken ct)
    {
        await using var file = Open(path);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[1 << 18];
            long length = 0;
            for (int read; (read = await file.ReadAsync(buffer, ct)) > 0; )
            {
                hash.AppendData(buffer, 0, read);
                length += read;
                progress?.Invoke(length);
            }

            return new FileDigest(Convert.ToHexStringLower(hash.GetHashAndReset()), length);
        }
        catch (Exception problem) when (IsReadProblem(problem))
        {
            throw Unreadable(path, problem);
        }
    }

    /// <summary>Hashes the text of a packed file; null when the file is not packed.</summary>
    public static async Task<string?> HashPackedAsync(string path, CancellationToken ct)
    {
        await using var file = Open(path);
        try
        {
            var magic = new byte[2];
            if (await file.ReadAtLeastAsync(magic, 2, throwOnEndOfStream: false, ct) < 2 || magic is not [0x1f, 0x8b])
            {
                return null;
            }

            file.Position = 0;
            await using var text = await CompressedInput.OpenAsync(file, ct);
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(text, ct));
        }
        catch (Exception problem) when (IsReadProblem(problem))
        {
            throw Unreadable(path, problem);
        }
    }

    public static long LengthOf(string path)
    {
        using var file = Open(path);
        return file.Length;
    }

    public static bool IsReadProblem(Exception problem) =>
        problem is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;

    public static CliException Unreadable(string path, Exception problem) =>
        CliException.Usage(
            problem switch
            {
                FileNotFoundException or DirectoryNotFoundException => $"{path} does not exist.",
                UnauthorizedAccessException when Directory.Exists(path) => $"{path} is a folder; name a file.",
                UnauthorizedAccessException => $"The current user does not have permission to read {path}.",
                _ => $"{path} cannot be read: {problem.Message}",
            },
            problem
        );
}

/// <summary>Digest and length of a file.</summary>
internal readonly record struct FileDigest(string Sha256, long SizeBytes);
