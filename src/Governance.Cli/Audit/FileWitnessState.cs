using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Governance.Transparency;
using Governance.Transparency.Witness;

namespace Governance.Cli.Audit;

/// <summary>
/// What a witness remembers, in a folder: one file a log, to which each tree is appended and forced to disk before the answer. Half a line
/// at its end is a write that was never answered. Only one process at a time may use the folder.
/// </summary>
internal sealed class FileWitnessState : IWitnessState, IDisposable
{
    private const int CompactAt = 1024 * 1024;
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder;
    private readonly FileStream _lock;
    private readonly SemaphoreSlim _gate = new(1);

    private FileWitnessState(string folder, FileStream @lock) => (_folder, _lock) = (folder, @lock);

    /// <summary>Opens the folder for this process alone; makes it when it is missing.</summary>
    public static FileWitnessState Open(string folder)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, PrivateFile | UnixFileMode.UserExecute);
            }

            return new FileWitnessState(
                folder,
                new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)
            );
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage($"The folder {folder} cannot be used, or another witness uses it: {problem.Message}", problem);
        }
    }

    /// <summary>The witness's key in the folder, made with the first start.</summary>
    public async Task<byte[]> SeedAsync(CancellationToken ct)
    {
        var path = Path.Combine(_folder, "witness-key");
        if (!File.Exists(path))
        {
            var seed = WitnessKeyFile.NewSeed();
            await using var stream = new FileStream(path, Private(FileMode.CreateNew));
            await stream.WriteAsync(Encoding.ASCII.GetBytes(WitnessKeyFile.Write(seed)), ct);
            stream.Flush(flushToDisk: true);
            return seed;
        }

        return WitnessKeyFile.TryRead(await File.ReadAllTextAsync(path, ct), out var read)
            ? read
            : throw CliException.Usage($"{path} holds no Ed25519 key (PEM, PKCS#8).");
    }

    public async Task<WitnessedTree> GetAsync(string origin, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            return await LastAsync(origin, ct);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task<bool> TrySetAsync(string origin, WitnessedTree before, WitnessedTree after, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            var last = await LastAsync(origin, ct);
            if (last.Size != before.Size || !last.Root.AsSpan().SequenceEqual(before.Root))
            {
                return false;
            }

            await WriteAsync(origin, after);
            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _lock.Dispose();
        _gate.Dispose();
    }

    // Origins are words of strangers: their digest is the name of the file.
    private string PathOf(string origin) =>
        Path.Combine(_folder, $"log-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin)))[..32]}");

    private async Task<WitnessedTree> LastAsync(string origin, CancellationToken ct)
    {
        var path = PathOf(origin);
        if (!File.Exists(path))
        {
            return WitnessedTree.None;
        }

        var text = await File.ReadAllTextAsync(path, ct);
        var end = text.LastIndexOf('\n');
        var line = end < 0 ? "" : text[(text.LastIndexOf('\n', int.Max(end - 1, 0)) + 1)..end];
        return line.Split(' ') is [var size, var root]
            && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && Base64Text.TryDecode(root, out var bytes)
            && bytes.Length == MerkleHash.Size
                ? new WitnessedTree(number, bytes)
            : end < 0 ? WitnessedTree.None
            : throw new InvalidDataException($"{path} is damaged. This witness does not answer for {origin} until it is restored.");
    }

    private async Task WriteAsync(string origin, WitnessedTree tree)
    {
        var path = PathOf(origin);
        var line = Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{tree.Size} {Convert.ToBase64String(tree.Root)}\n")
        );

        // Once begun, a write is not cancelled: half of it would only be thrown away.
        if (File.Exists(path) && new FileInfo(path).Length > CompactAt)
        {
            var fresh = path + ".new";
            await using (var stream = new FileStream(fresh, Private(FileMode.Create)))
            {
                await stream.WriteAsync(line, CancellationToken.None);
                stream.Flush(flushToDisk: true);
            }

            File.Move(fresh, path, overwrite: true);
            return;
        }

        await using var file = new FileStream(path, Private(FileMode.OpenOrCreate));
        file.Position = await WholeLinesAsync(file);
        file.SetLength(file.Position);
        await file.WriteAsync(line, CancellationToken.None);
        file.Flush(flushToDisk: true);
    }

    private static async Task<long> WholeLinesAsync(FileStream file)
    {
        var tail = new byte[(int)long.Min(file.Length, 256)];
        file.Position = file.Length - tail.Length;
        await file.ReadExactlyAsync(tail);
        return file.Length - tail.Length + tail.AsSpan().LastIndexOf((byte)'\n') + 1;
    }

    private static FileStreamOptions Private(FileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = PrivateFile;
        }

        return options;
    }
}
