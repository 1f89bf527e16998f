#!/usr/bin/env bash
# Checks what release.sh builds, for the current platform: compiles a program with the packages, installs the tool from
# them, and runs the single files without .NET, without HOME, and with no writable folder except the ledger's.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/checks.sh

case $(uname -m) in x86_64) platform=linux-x64 ;; aarch64) platform=linux-arm64 ;; *) fail "no release for $(uname -m)" ;; esac
packages=$work/release/packages files=$work/release/$platform
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
run() { "$@" >"$work/printed" 2>&1 & wait $! || fail "this fails: $* $(cat "$work/printed")"; }

echo "Building the packages, and the single files for $platform"
run deploy/release.sh --platform "$platform" "$work/release"
made=$(cd "$work/release" && echo *)
[ "$made" = "$platform packages" ] || fail "it made $made"
made=$(cd "$packages" && echo *)
[ "$made" = "$(echo WebhookRelay.{Cli,Consumer,Contracts,Labelbox}."$version.nupkg")" ] || fail "the packages are $made"
made=$(cd "$files" && echo *)
[ "$(LC_ALL=C tr ' ' '\n' <<<"$made" | LC_ALL=C sort | xargs)" = "LICENSE README.md WebhookRelay appsettings.json librocksdb.so webhook-relay" ] || fail "for $platform it made $made"
for package in Cli Consumer Contracts Labelbox; do
  about=$(python3 -c 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]).decode())' \
    "$packages/WebhookRelay.$package.$version.nupkg" "WebhookRelay.$package.nuspec")
  for wanted in "<id>WebhookRelay.$package</id>" '<license type="expression">Apache-2.0</license>' '<readme>README.md</readme>' '<description>'; do
    grep -qF "$wanted" <<<"$about" || fail "WebhookRelay.$package does not say $wanted: $about"
  done
done

echo "Building a program with the packages"
# Our packages come from the release only, their dependencies from what release.sh restored. The user's cache stays as it is.
restored=$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: //')
export NUGET_PACKAGES=$work/cache
mkdir "$work/program"
cat >"$work/program/nuget.config" <<END
<configuration>
  <packageSources>
    <clear />
    <add key="release" value="$packages" />
    <add key="restored" value="$restored" />
  </packageSources>
  <packageSourceMapping>
    <packageSource key="release"><package pattern="WebhookRelay.*" /></packageSource>
    <packageSource key="restored"><package pattern="*" /></packageSource>
  </packageSourceMapping>
</configuration>
END
cat >"$work/program/program.csproj" <<END
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="WebhookRelay.Labelbox" Version="$version" />
    <PackageReference Include="WebhookRelay.Consumer" Version="$version" />
  </ItemGroup>
</Project>
END
cat >"$work/program/program.cs" <<'END'
using Microsoft.Extensions.DependencyInjection;
using WebhookRelay.Consumer;
using WebhookRelay.Contracts;
using WebhookRelay.Labelbox;

new ServiceCollection().AddLabelboxConsumers(handlers => handlers.AddHandler<Audit>());
var signature = WebhookSignature.Compute(SignatureAlgorithm.Sha256, "secret"u8, "{}"u8);
Console.WriteLine($"{RoutingKey.For("LABEL_CREATED", "p")} {WebhookSignature.Verify(null, signature, "secret"u8, "{}"u8)}");

internal sealed class Audit : IConsume<AnyEvent>
{
    public Task ConsumeAsync(AnyEvent labelboxEvent, EventContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}
END
run dotnet build "$work/program" --disable-build-servers --nologo -v q -o "$work/program/built"
run dotnet "$work/program/built/program.dll"
[ "$(cat "$work/printed")" = "label.created.p True" ] || fail "the program prints $(cat "$work/printed")"

echo "Installing the tool from the packages"
run dotnet tool install WebhookRelay.Cli --version "$version" --tool-path "$work/tool" --configfile "$work/program/nuget.config"
DOTNET_ROOT=${DOTNET_ROOT:-$(dirname "$(realpath "$(command -v dotnet)")")}
export DOTNET_ROOT
run "$work/tool/webhook-relay" --version
grep -qxE "${version//./\\.}(\+.*)?" "$work/printed" || fail "the tool's version is $(cat "$work/printed"), not $version"
run "$work/tool/webhook-relay" --help
grep -q 'webhook-relay \[' "$work/printed" || fail "the tool's help is $(cat "$work/printed")"

if why=$(sandbox); then
  alone=inside
  echo "Starting the relay's file as user $image_user on a read-only root"
else
  alone() { exec env -i "${settings[@]}" "$@"; }
  alone=alone
  mkdir "$work/data"
  echo "Starting the relay's file without a .NET or a HOME; skipped: a read-only root, since $why"
fi
settings+=(PATH=/usr/bin:/bin DOTNET_ROOT=/nowhere WEBHOOKRELAY_TO="http://127.0.0.1:$public" WEBHOOKRELAY_ADMIN="http://127.0.0.1:$management"
  WEBHOOKRELAY_SECRET="$secret")
chmod -R go+rX "$work/release"
# The settings file beside the relay is read: with this in it, the answer waits for the event to be relayed.
sed -i '1s/{/{ "Receiving": { "Acknowledge": "Relayed" },/' "$files/appsettings.json"
start $alone "$files/WebhookRelay"

tool() { ($alone "$files/webhook-relay" "$@") 2>&1 || fail "webhook-relay $*: it ends with $?: $(tail -5 "$work/log")"; }
answer=$(tool send --id check-release)
grep -q '^200 relayed  *check-release ' <<<"$answer" || fail "the delivery is answered $answer"
listed=$(tool deliveries --id check-release --json)
grep -q '"state":"relayed"' <<<"$listed" || fail "the delivery is listed as $listed"
stop
left=$(cd "$work/release" && find . -newer "$files/appsettings.json" -type f)
[ -z "$left" ] || fail "running them has left $left"
echo "The release is sound"
