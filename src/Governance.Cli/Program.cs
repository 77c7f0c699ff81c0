using Governance.Analytics.Parquet.Worker;
using Governance.Cli;

if (ParquetWorker.Runs(args, out var exitCode))
{
    return exitCode;
}

return await CommandLineApp.RunAsync(args, CliHost.ForProcess());
