package dioscope.app.cli;

import dioscope.model.profile.Profile;
import java.util.stream.Collectors;
import picocli.CommandLine.IVersionProvider;

/// What `--version` says.
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        var built = Version.class.getPackage().getImplementationVersion();
        var kernels = Profile.ALL.stream().map(Profile::release).collect(Collectors.joining(", "));
        return new String[]{"dioscope " + (built == null ? "(built in place)" : built), "models Linux " + kernels};
    }
}
