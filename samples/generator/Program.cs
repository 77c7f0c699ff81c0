using System.Globalization;
using Governance.Samples.Catalog;
using Governance.Samples.Verification;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

switch (args)
{
    case ["generate", var folder]:
        var files = SampleBuilder.BuildAll();
        await files.WriteAsync(folder, stop.Token);
        Console.WriteLine($"Wrote {files.Files.Count} files, {files.Files.Values.Sum(f => (long)f.Length):N0} bytes, below {folder}.");
        return 0;
    case ["--verify", var folder]:
        var findings = await FolderVerifier.VerifyAsync(folder, SampleBuilder.BuildAll(), stop.Token);
        foreach (var finding in findings)
        {
            await Console.Error.WriteLineAsync(finding);
        }

        Console.WriteLine(
            findings.Count == 0 ? $"{folder}: every figure was computed again and agrees." : $"{folder}: {findings.Count} findings."
        );
        return findings.Count == 0 ? 0 : 1;
    case ["--summary"]:
        SummaryReport.Write(Console.Out);
        return 0;
    default:
        await Console.Error.WriteLineAsync("Usage: Governance.Samples generate FOLDER | --verify FOLDER | --summary");
        return 2;
}
