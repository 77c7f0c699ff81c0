using Governance.Analytics.Parquet.Worker;
using Governance.Portal.Hosting;

if (ParquetWorker.Runs(args, out var exitCode))
{
    return exitCode;
}

return await HostCommands.RunAsync(args);
