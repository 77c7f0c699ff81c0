using System.Diagnostics;
using System.Text;
using Governance.Policies;
using Governance.Transparency;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Approvals.Policies;

/// <summary>A policy as it lies in the folder.</summary>
/// <param name="File">Name of the file within the folder.</param>
/// <param name="Source">The exact bytes.</param>
/// <param name="Tests">The bytes of its <c>*_test.yaml</c>, or null.</param>
internal sealed record FolderPolicy(string File, byte[] Source, byte[]? Tests);

/// <summary>Where a text came from.</summary>
/// <param name="Words">In words, as a proposal keeps it.</param>
/// <param name="Subject">First line of the commit's message, or null.</param>
/// <param name="Authors">E-mail addresses of those who wrote it since the text in force.</param>
internal sealed record PolicyOrigin(string Words, string? Subject, IReadOnlyCollection<string> Authors);

/// <summary>
/// Reads policies from the configured folder. In a git checkout the texts of the commit that is checked out count: what lies beside it is
/// no one's. Git runs without the checkout's own hooks and programs, and for a bounded time.
/// </summary>
internal sealed class PolicyFolder(IOptions<PolicySyncOptions> options)
{
    private const int MaxFiles = 500;
    private const int MaxCommits = 50;
    private const string TestEnding = "_test.yaml";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private string Folder => options.Value.Folder;

    /// <summary>The commit that is checked out; null when the folder is no git checkout.</summary>
    public async Task<string?> HeadAsync(CancellationToken ct)
    {
        var (code, output) = await GitAsync(ct, "rev-parse", "--verify", "HEAD");
        return
            code == 0
            && Encoding.ASCII.GetString(output).Trim() is { Length: >= 40 and <= 64 } commit
            && commit.All(char.IsAsciiHexDigitLower)
            ? commit
            : null;
    }

    /// <summary>The policies, in the order of their names.</summary>
    public async Task<IReadOnlyList<FolderPolicy>> ReadAsync(string? commit, CancellationToken ct)
    {
        var names = (
            commit is null ? [.. Directory.EnumerateFiles(Folder, "*.yaml").Select(f => Path.GetFileName(f))] : await ListAsync(commit, ct)
        )
            .Order(StringComparer.Ordinal)
            .Take(MaxFiles)
            .ToHashSet(StringComparer.Ordinal);
        var policies = new List<FolderPolicy>();
        foreach (var name in names.Where(n => !n.EndsWith(TestEnding, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var tests = name[..^".yaml".Length] + TestEnding;
            if (await BytesAsync(commit, name, ct) is { } source)
            {
                policies.Add(new FolderPolicy(name, source, names.Contains(tests) ? await BytesAsync(commit, tests, ct) : null));
            }
        }

        return policies;
    }

    /// <summary>Who wrote a text, and whether its commit is signed by someone known.</summary>
    /// <param name="commit">The commit that is checked out, or null.</param>
    /// <param name="file">Name of the file.</param>
    /// <param name="inForce">Digest of the text in force, or null.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<PolicyOrigin> OriginAsync(string? commit, string file, string? inForce, CancellationToken ct)
    {
        if (commit is null)
        {
            return new PolicyOrigin($"file {file} of the policy folder, not signed because the folder is not a git checkout", null, []);
        }

        var (code, output) = await GitAsync(ct, "log", $"-n{MaxCommits}", "--format=%H%x09%ae%x09%ce%x09%s", commit, "--", file);
        var lines =
            code == 0
                ? Encoding
                    .UTF8.GetString(output)
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(l => l.Split('\t', 4))
                    .Where(p => p.Length == 4)
                    .ToList()
                : [];
        var authors = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var parts in lines)
        {
            // Up to the commit that brought the text in force: who wrote what is there already did not write this change.
            if (inForce is not null && await BytesAsync(parts[0], file, ct) is { } text && Sha256Hex.Of(text) == inForce)
            {
                break;
            }

            authors.UnionWith([parts[1], parts[2]]);
        }

        var last = lines.Count > 0 ? lines[0][0] : commit;
        var (verified, _) = await GitAsync(ct, "verify-commit", last);
        return new PolicyOrigin(
            $"commit {last} of {file}, signature {(verified == 0 ? "verified" : "missing or not verified")}",
            lines.Count > 0 ? lines[0][3] : null,
            authors
        );
    }

    private async Task<IReadOnlyList<string>> ListAsync(string commit, CancellationToken ct)
    {
        // The tree of the folder itself, also when the checkout begins further up.
        var (code, output) = await GitAsync(ct, "ls-tree", "-z", "--name-only", commit);
        return code != 0
            ? []
            :
            [
                .. Encoding
                    .UTF8.GetString(output)
                    .Split('\0', StringSplitOptions.RemoveEmptyEntries)
                    .Where(n => n.EndsWith(".yaml", StringComparison.Ordinal) && !n.Contains('/', StringComparison.Ordinal)),
            ];
    }

    private async Task<byte[]?> BytesAsync(string? commit, string file, CancellationToken ct)
    {
        if (commit is null)
        {
            var info = new FileInfo(Path.Combine(Folder, file));
            return info.Exists && info.Length <= PolicyDocument.MaxBytes ? await File.ReadAllBytesAsync(info.FullName, ct) : null;
        }

        var (code, output) = await GitAsync(ct, "cat-file", "blob", $"{commit}:./{file}");
        return code == 0 && output.Length <= PolicyDocument.MaxBytes ? output : null;
    }

    private async Task<(int Code, byte[] Output)> GitAsync(CancellationToken ct, params string[] arguments)
    {
        var start = new ProcessStartInfo("git")
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        // Nothing that stands in the checkout's own configuration is run.
        foreach (
            var setting in (string[])
                [
                    "safe.directory=*",
                    "core.hooksPath=/dev/null",
                    "core.fsmonitor=false",
                    "core.pager=cat",
                    "gpg.program=gpg",
                    "gpg.openpgp.program=gpg",
                    "gpg.ssh.program=ssh-keygen",
                    "gpg.x509.program=gpgsm",
                    $"gpg.ssh.allowedSignersFile={options.Value.AllowedSigners}",
                ]
        )
        {
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(setting);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(s_patience);
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
            process.StandardInput.Close();
            var errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, time.Token);
            var output = await ReadAsync(process.StandardOutput.BaseStream, time.Token);
            await errors;
            await process.WaitForExitAsync(time.Token);
            return output is null ? (-1, []) : (process.ExitCode, output);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, []); // There is no git here: the folder is read as one.
        }
        finally
        {
            if (HasStarted(process) && !process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static bool HasStarted(Process process)
    {
        try
        {
            return process.Id > 0;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    // Null when it is longer than anything that could be meant.
    private static async Task<byte[]?> ReadAsync(Stream stream, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, ct)) > 0; )
        {
            if (bytes.Length + read > 4 * PolicyDocument.MaxBytes)
            {
                return null;
            }

            await bytes.WriteAsync(buffer.AsMemory(0, read), ct);
        }

        return bytes.ToArray();
    }
}
